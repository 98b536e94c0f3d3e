// How much room a heat map has for its days, also when the page changes its width.
import { useLayoutEffect, useState, type RefObject } from 'react';

/** What the box leaves beside the names of the accounts, in px; 0 until it is measured. */
export function useRoom(box: RefObject<HTMLDivElement | null>): number {
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return undefined;
    const measure = (): void =>
      setRoom(current.clientWidth - (current.querySelector<HTMLElement>('.heat-labels')?.offsetWidth ?? 0));
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [box]);
  return room;
}
