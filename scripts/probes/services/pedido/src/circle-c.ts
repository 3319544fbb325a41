export * from './circle-a.ts'; // refused: noImportCycles

export const c = 1;
