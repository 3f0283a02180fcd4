// The bound methods called past the window's own buttons, as somebody with the developer tools could.
import type { Page } from 'playwright-core';

export interface Refusal {
  kind: string;
  system?: string;
  detail: string;
  field?: string;
}

export type Answer<T> = { value: T } | { fault: Refusal };

export async function call<T>(page: Page, service: string, method: string, ...args: unknown[]): Promise<Answer<T>> {
  return page.evaluate(
    async ([service, method, args]) => {
      const bound = (window as unknown as { go: { desktop: Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>> } }).go.desktop;
      try {
        return { value: (await bound[service]?.[method]?.(...args)) as T };
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        return { fault: JSON.parse(text) as Refusal };
      }
    },
    [service, method, args] as const,
  );
}
