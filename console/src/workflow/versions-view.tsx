/** Every published version, the newest first. */
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import { versionsQuery, type WorkflowWithDraft } from '../api/workflows.ts';
import { Answer } from '../parts/answer.tsx';
import { Columns } from '../parts/columns.tsx';
import { When } from '../parts/when.tsx';
import { href } from '../router/route.ts';
import { Link } from '../router/router.tsx';

export function VersionsView({ workflow }: { readonly workflow: WorkflowWithDraft }) {
  const query = useQuery(versionsQuery(useApi(), workflow.name));
  return (
    <Answer query={query}>
      {({ items }) => (
        <table className="cards">
          <Columns names={['Version', 'Published', 'Takes entries']} />
          <tbody>
            {items
              .toSorted((a, b) => b.version - a.version)
              .map(({ version, publishedAt }) => (
                <tr key={version}>
                  <td className="card-title">
                    <Link className="row-link" href={href('workflows', workflow.name, { version })}>
                      Version {version}
                    </Link>
                  </td>
                  <td data-label="Published">
                    <When iso={publishedAt} />
                  </td>
                  <td data-label="Takes entries">{version === workflow.live ? 'Yes' : 'No'}</td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
    </Answer>
  );
}
