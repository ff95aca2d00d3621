import { useEffect, useRef } from 'react';

/**
 * useTall marks a head that stays in sight as tall where it takes more than a third of the screen, with large letters or
 * in a low window, so that it scrolls away and what it heads can be read.
 */
export function useTall<T extends HTMLElement>() {
  const head = useRef<T>(null);
  useEffect(() => {
    const element = head.current;
    if (!element) return;
    const measure = () => element.classList.toggle('tall', element.offsetHeight > window.innerHeight / 3);
    measure();
    window.addEventListener('resize', measure);
    const watch = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(measure);
    watch?.observe(element);
    return () => {
      window.removeEventListener('resize', measure);
      watch?.disconnect();
    };
  }, []);
  return head;
}
