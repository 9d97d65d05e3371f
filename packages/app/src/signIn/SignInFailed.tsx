import { Alert, Button, Container, Flex } from '@backstage/ui';
import styles from './SignInPage.module.css';

/** Why the sign-in was refused, and the way back. */
export function SignInFailed(props: { error?: Error; onAskAgain: () => void }) {
  return (
    <Container>
      <Flex className={styles.column}>
        <Alert
          status="danger"
          icon
          title="Could not sign in"
          description={
            isNotInCatalogYet(props.error)
              ? 'The catalog does not know this person yet. It may still be reading its files: try again in a few seconds.'
              : 'The backend refused, or did not answer. This sign-in works only when the backend runs with NODE_ENV=development.'
          }
          customActions={
            <Button variant="secondary" onPress={props.onAskAgain}>
              Choose again
            </Button>
          }
        />
      </Flex>
    </Container>
  );
}

/** The backend's answer is wrapped: the status tells what the wrapped error was. */
function isNotInCatalogYet(error: Error | undefined): boolean {
  return (
    error !== undefined && 'statusCode' in error && error.statusCode === 404
  );
}
