export const MESSAGE = {} as const;
