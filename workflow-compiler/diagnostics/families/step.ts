export const STEP = {} as const;
