/** Apart from the schemas, for those who need the word alone: a function that decides starts without a schema library. */

/** The target that ends the run; no step may have this id. */
export const END = 'end';
