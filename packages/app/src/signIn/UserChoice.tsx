import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Avatar,
  Button,
  Card,
  CardBody,
  CardFooter,
  Container,
  Flex,
  Grid,
  Text,
} from '@backstage/ui';
import styles from './SignInPage.module.css';

/** A person of `auth.providers.development.users`. */
export interface OfferedUser {
  entityRef: string;
  title: string;
  description: string;
}

function UserCard(props: { user: OfferedUser; onChoose: () => void }) {
  const { title, description } = props.user;
  return (
    <Card>
      <CardBody>
        <Flex align="center" gap="3">
          <Avatar src="" name={title} size="large" purpose="decoration" />
          <Flex direction="column" gap="1">
            <Text as="h2" variant="body-large" weight="bold">
              {title}
            </Text>
            <Text color="secondary">{description}</Text>
          </Flex>
        </Flex>
      </CardBody>
      <CardFooter>
        <Button variant="secondary" onPress={props.onChoose}>
          Sign in as {title}
        </Button>
      </CardFooter>
    </Card>
  );
}

/** One button for each person. */
export function UserChoice(props: {
  users: OfferedUser[];
  onChoose: (entityRef: string) => void;
}) {
  const title = useApi(configApiRef).getOptionalString('app.title');
  return (
    <Container>
      <Flex direction="column" gap="6" className={styles.column}>
        <Flex direction="column" gap="2">
          <Text as="h1" variant="title-medium" weight="bold">
            {title ?? 'Backstage'}
          </Text>
          <Text color="secondary">
            Choose who you are. This sign-in has no password and works only in
            development.
          </Text>
        </Flex>
        {props.users.length === 0 && (
          <Alert
            status="warning"
            icon
            title="Nobody to sign in as"
            description="app-config has no auth.providers.development.users. An installation of your own uses its own sign-in page."
          />
        )}
        <Grid.Root columns={{ initial: '1', sm: '2' }} gap="4">
          {props.users.map(user => (
            <UserCard
              key={user.entityRef}
              user={user}
              onChoose={() => props.onChoose(user.entityRef)}
            />
          ))}
        </Grid.Root>
      </Flex>
    </Container>
  );
}
