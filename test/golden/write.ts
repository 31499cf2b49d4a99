import { writeGoldenEvents } from './golden.ts';

for (const file of await writeGoldenEvents()) console.log(`wrote ${file}`);
