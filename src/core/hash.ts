import { createHash } from 'node:crypto';

/** SHA-256 in hexadecimal: what a file is known by in lock, journal and catalogs. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
