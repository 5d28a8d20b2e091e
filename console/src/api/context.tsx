/** Hands the API of the signed-in key to the pages. */
import { createContext, useContext } from 'react';
import type { Api } from './http.ts';

const ApiContext = createContext<Api | undefined>(undefined);

export const ApiProvider = ApiContext.Provider;

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === undefined) throw new Error('useApi outside of a session');
  return api;
}
