/** What GraphiQL opens with: something to run at once. */
export const firstQuery = `# Welcome. Press the play button: these are the visits, the latest first.
# To see some, run "npm run demo" in a second shell.
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

# And this is what happens while you look.
subscription Live {
  bookingFeed {
    __typename
    cursor
    ... on BookingChanged {
      kind
      left
      booking { startsAt status contact { name } }
    }
  }
}
`;
