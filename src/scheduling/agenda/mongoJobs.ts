import { MongoBackend } from '@agendajs/mongo-backend';
import { MongoClient } from 'mongodb';
import type { JobStore } from './jobStore.ts';

/** Milliseconds after which a server that does not answer counts as away. */
const patience = 5_000;

/** Keeps jobs in MongoDB, in the collection `agendaJobs` of the database that the URL names, else of `journeys`. Throws one line for a malformed URL. */
export function mongoJobs(url: string): JobStore {
  const client = openClient(url);
  const named = /^[^/]+\/\/[^/]+\/[^?]/.test(url);
  return {
    name: 'MongoDB',
    backend: new MongoBackend({ mongo: client.db(named ? undefined : 'journeys') }),
    close: () => client.close(),
  };
}

function openClient(url: string): MongoClient {
  try {
    return new MongoClient(url, {
      appName: 'journeys: agenda',
      serverSelectionTimeoutMS: patience,
      connectTimeoutMS: patience,
      socketTimeoutMS: 2 * patience,
    });
  } catch (cause) {
    // The value may hold a password: it is not repeated.
    throw new Error('MONGODB_URL is not a connection string that MongoDB’s driver understands', { cause });
  }
}
