import { Alert, Button, Container } from '@backstage/ui';

/** Why the sign-in was refused, and the way back. */
export function SignInFailed(props: { error?: Error; onAskAgain: () => void }) {
  return (
    <Container py="8">
      <Alert
        status="danger"
        icon
        title="Could not sign in"
        description={
          props.error?.name === 'NotFoundError'
            ? 'The catalog does not know this person yet. It may still be reading its files: try again in a few seconds.'
            : 'The backend refused. This sign-in works only when the backend runs with NODE_ENV=development.'
        }
        customActions={
          <Button variant="secondary" onPress={props.onAskAgain}>
            Choose again
          </Button>
        }
      />
    </Container>
  );
}
