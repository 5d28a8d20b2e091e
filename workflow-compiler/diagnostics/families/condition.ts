export const CONDITION = {} as const;
