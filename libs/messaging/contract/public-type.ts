import type { z } from 'zod';

/** `com.faultline.<what>.<happened>.v<version>`: another shape is another version and a line of its own. */
export type PublicTypeName = `com.faultline.${string}.v${number}`;
/** What one public type says, in a sentence, and the schema of its data. */
export type PublicTypes = Readonly<Record<PublicTypeName, { readonly says: string; readonly data: z.ZodObject }>>;
