import { blocks, type Inline } from './markdown';

function Line({ parts }: { parts: Inline[] }) {
  return (
    <>
      {parts.map((part, i) => (part.strong ? <strong key={i}>{part.text}</strong> : <span key={i}>{part.text}</span>))}
    </>
  );
}

/** Markdown shows a card's detail; see markdown.ts for the little that is understood. */
export function Markdown({ source }: { source: string }) {
  return (
    <div className="prose">
      {blocks(source).map((block, i) => {
        if (block.kind !== 'list') {
          return (
            <p key={i} className={block.kind === 'heading' ? 'prose-heading' : undefined}>
              <Line parts={block.inline} />
            </p>
          );
        }
        const List = block.ordered ? 'ol' : 'ul';
        return (
          <List key={i}>
            {block.items.map((parts, j) => (
              <li key={j}>
                <Line parts={parts} />
              </li>
            ))}
          </List>
        );
      })}
    </div>
  );
}
