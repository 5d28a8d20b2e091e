export const FLOW = {} as const;
