const paths = {
  alert: 'M12 3 1.8 20.5h20.4L12 3Zm0 6.5v5M12 17.2v.3',
  stop: 'M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8L8 2.5ZM12 7.5v5.5M12 16.2v.3',
  info: 'M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19ZM12 11v6M12 7.2v.3',
  check: 'm4.5 12.5 5 5 10-11',
  tick: 'M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19Zm-4 10 2.8 2.8L16.2 9',
  circle: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z',
  cross: 'm5 5 14 14M19 5 5 19',
  clock: 'M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19ZM12 7v5.3l3.4 2',
  person: 'M12 3.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6',
  pencil: 'M4 20l1-4.5L16 4.5l3.5 3.5-11 11L4 20Zm10-13.5 3.5 3.5',
  phone: 'M5 3.5h4l1.8 4.8-2.4 1.6a12 12 0 0 0 5.7 5.7l1.6-2.4 4.8 1.8v4c0 .8-.7 1.5-1.5 1.5C10.700 20.500 3.500 13.300 3.500 5c0-.8.7-1.500 1.500-1.500Z',
  chevron: 'm9 5 7 7-7 7',
  left: 'm15 5-7 7 7 7',
  down: 'm5 9 7 7 7-7',
  copy: 'M8.500 8.500h11v11h-11v-11ZM15.500 8.500v-4h-11v11h4',
  nodata: 'M12 2.500a9.500 9.500 0 1 0 0 19 9.500 9.500 0 0 0 0-19ZM5.500 5.500l13 13',
  up: 'M12 20V5m-6 6 6-6 6 6',
  flask: 'M9.500 3h5M10.500 3v6.500L5 19.500c-.500 1 .100 1.500 1 1.500h12c.900 0 1.500-.500 1-1.500L13.500 9.500V3M7.500 15.500h9',
  spark: 'M12 3.500 13.900 10l6.600 2-6.600 2L12 20.500 10.100 14l-6.600-2 6.600-2L12 3.500Z',
} as const;

export type IconName = keyof typeof paths;

/** Icon stands beside a word that says the same; it is hidden from screen readers. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <svg className={`icon ${className}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** Blossom is the mark of the house: five petals. */
export function Blossom() {
  return <img className="blossom" src="/apricot.svg" alt="" width="28" height="28" />;
}
