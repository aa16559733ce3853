/** A chosen file: what can be said of it before it travels, and how it travels. */

const MAX_BYTES = 20_000_000; // the server's own limit, unpacked
const PACK_FROM = 1024 * 1024;

/** @param {File} file @returns {string|null} what is wrong with it, in a sentence for its owner */
export function checkFile(file) {
  if (!/\.csv$/i.test(file.name) && !/csv|plain/i.test(file.type)) {
    return `“${file.name}” is no CSV file. Goodreads calls its export goodreads_library_export.csv.`;
  }
  if (file.size === 0) return `“${file.name}” is empty. Export your library from Goodreads again.`;
  if (file.size > MAX_BYTES) return `“${file.name}” is larger than 20 MB, more than a Goodreads export can be here.`;
  return null;
}

/**
 * Large files are gzipped here: what a browser sends through API Gateway may have 4.4 MB.
 * @param {Blob} file @returns {Promise<{body: Blob, type: string}>}
 */
export async function packed(file) {
  if (file.size <= PACK_FROM || !("CompressionStream" in globalThis)) return { body: file, type: "text/csv" };
  const stream = file.stream().pipeThrough(new CompressionStream("gzip"));
  return { body: await new Response(stream).blob(), type: "application/gzip" };
}
