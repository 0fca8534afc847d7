// What a server without a disk asks its client for, beyond the protocol of language servers. Both take `{ uri }`.

/** Answered by a text, or by the phrase that says why there is none. */
export const readFileMethod = "remit/readFile";
/** Answered by the names in a folder; by none where it cannot be listed. */
export const listFolderMethod = "remit/listFolder";
