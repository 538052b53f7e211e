import { fileURLToPath } from 'node:url';

/** What `tallylight live` shows without `--collection`. */
export const demoCollectionFile = fileURLToPath(
  new URL('../resources/demo/demo.tallylight.json', import.meta.url),
);
