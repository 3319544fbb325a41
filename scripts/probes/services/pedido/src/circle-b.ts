export const later = async () => (await import('./circle-c.ts')).c; // refused: noImportCycles

export type B = string;
