import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Loaded before everything else (`node --import`): V8 keeps what it has compiled, and Node what it has stripped of types, for the
// next start. Content decides whether an entry still holds; where nothing can be written, every start is a first one.
// JavaScript, since one file of TypeScript that no cache knows yet has Node load its type stripper: 14 MB that a start from the cache never needs.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/compiled'));
