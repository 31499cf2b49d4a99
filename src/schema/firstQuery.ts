/** What GraphiQL opens with: something to run at once. */
export const firstQuery = `# Press play and choose Bookings: the visits.
# None yet? "npm run demo" in a second shell.
query Bookings {
  bookings(first: 10) {
    totalCount
    edges {
      node {
        startsAt
        status
        kind
        version
        channel
        procedure { name }
        practitioner
        contact { name phone email }
      }
    }
  }
}

# And Live: what happens while you look.
subscription Live {
  bookingFeed {
    __typename
    ... on FeedFrame { cursor }
    ... on BookingChanged {
      kind
      left
      booking { startsAt status contact { name } }
    }
  }
}
`;
