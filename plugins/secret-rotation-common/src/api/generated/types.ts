// Made from openapi.yaml by `npm run generate:api`. Do not edit.
/* eslint-disable */
export interface paths {
    "/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Secrets that the caller may read, worst first */
        get: operations["listSecrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secrets/{namespace}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: components["parameters"]["namespace"];
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        /** One secret with its versions and consumers */
        get: operations["getSecret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secrets/{namespace}/{name}/enrol": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: components["parameters"]["namespace"];
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Allow Keyturn to act on this binding of secret, store path and account
         * @description 409 when the binding is not the one that the caller looked at.
         */
        post: operations["enrolSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secrets/{namespace}/{name}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: components["parameters"]["namespace"];
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a start would do now, from the catalog and live probes. Writes nothing */
        post: operations["planSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secrets/{namespace}/{name}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: components["parameters"]["namespace"];
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        /** Runs of a secret, newest first */
        get: operations["listRuns"];
        put?: never;
        /**
         * Start a rotation
         * @description A repeat with the same idempotency key answers with the same run. A second start while a run is open answers 409 and names the open run in `error.openRun`.
         */
        post: operations["startRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entities/{kind}/{namespace}/{name}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: string;
                namespace: components["parameters"]["namespace"];
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        /** The secrets that an entity depends on, worst first */
        get: operations["listEntitySecrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        /** One run with its steps and consumers */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runId}/events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        /** The audit trail of a run, oldest first */
        get: operations["listRunEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a run that has not touched the target yet
         * @description 409 once `activate` has begun; then `rollback` is the way back.
         */
        post: operations["cancelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runId}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn a run back to the old version, gated like a rotation
         * @description Possible from every step before `revoke`; 409 afterwards.
         */
        post: operations["rollbackRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runId}/recheck": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look again now instead of at the run's wake-up time */
        post: operations["recheckRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names of what the operator configured, and what is wrong with it */
        get: operations["getConfiguration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Format: date-time
         * @description UTC
         */
        Instant: string;
        /** @enum {string} */
        StepName: "preflight" | "generate" | "stage" | "activate" | "promote" | "reload" | "monitor" | "verify" | "revoke" | "destroy" | "record" | "schedule";
        /** @enum {string} */
        RunState: "queued" | "running" | "waiting" | "blocked" | "succeeded" | "rolled-back" | "cancelled" | "refused";
        /** @enum {string} */
        RunKind: "rotate" | "provision" | "repair";
        /** @enum {string} */
        RunDirection: "forward" | "rollback";
        /** @enum {string} */
        RunTrigger: "schedule" | "event" | "manual";
        /** @enum {string} */
        VersionState: "pending" | "current" | "previous" | "revoked" | "destroyed";
        /** @enum {string} */
        BindingState: "misconfigured" | "conflicting" | "unenrolled" | "enrolled" | "parked";
        /** @enum {string} */
        DueState: "unknown" | "up-to-date" | "due-soon" | "overdue";
        /** @enum {string} */
        SecretBadge: "blocked" | "conflicting" | "misconfigured" | "overdue" | "parked" | "unenrolled" | "waiting" | "rotating" | "unknown" | "due-soon" | "up-to-date";
        /** @enum {string} */
        HealthState: "healthy" | "ill" | "unknown";
        /** @enum {string} */
        Finding: "not-reloaded" | "wrong-path" | "permission-denied" | "stale-cache" | "bad-format" | "crash-loop" | "old-credential-in-use" | "unreachable" | "no-attestation";
        /** @enum {string} */
        EvidenceStrength: "proven" | "claimed" | "none";
        /** @enum {string} */
        AttemptState: "running" | "done" | "waiting" | "blocked" | "failed";
        /** @enum {string} */
        Decision: "recheck" | "rollback" | "cancel";
        /**
         * @description What the caller may do now; only these are offered
         * @enum {string}
         */
        Action: "plan" | "start" | "enrol" | "recheck" | "rollback" | "cancel";
        /** @description Who acts. `keyturn` is the engine itself */
        Actor: {
            /** @enum {string} */
            kind: "user" | "service" | "keyturn";
            /** @description Entity ref of a user or the subject of a service */
            ref?: string;
        };
        Policy: {
            name: string;
            /** @description The age limit; absent when the policy never rotates by itself */
            everySeconds?: number;
            overlapSeconds: number;
            soakSeconds: number;
        };
        /** @description What is wrong and how to mend it */
        Problem: {
            code: string;
            message: string;
            fix: string;
        };
        /** @description Whose turn it is. A person's turn is a question; Keyturn's turn has a wake-up time or is at work */
        Turn: {
            /** @enum {string} */
            who: "keyturn" | "person" | "nobody";
            /** @description Entity ref of who is asked */
            owner?: string;
            until?: components["schemas"]["Instant"];
            /** @description Why it waits, in words */
            cause?: string;
            /** @description What the person is asked */
            question?: string;
            choices?: {
                decision: components["schemas"]["Decision"];
                consequence: string;
            }[];
        };
        Secret: {
            /** @example resource:default/payments-db-login */
            entityRef: string;
            namespace: string;
            name: string;
            title?: string;
            /** @description Entity ref */
            owner?: string;
            /** @description Entity ref */
            system?: string;
            store?: string;
            rotator?: string;
            policy?: components["schemas"]["Policy"];
            binding: components["schemas"]["BindingState"];
            /** @description Names store, path, rotator and accounts as they are now; enrol sends it back */
            bindingDigest: string;
            problem?: components["schemas"]["Problem"];
            due: components["schemas"]["DueState"];
            badge: components["schemas"]["SecretBadge"];
            rotatedAt?: components["schemas"]["Instant"];
            dueAt?: components["schemas"]["Instant"];
            /** @description Why that date, in words */
            dueBecause?: string;
            currentVersion?: number;
            consumerCount: number;
            openRun?: components["schemas"]["Run"];
            turn: components["schemas"]["Turn"];
            actions: components["schemas"]["Action"][];
        };
        SecretPage: {
            items: components["schemas"]["Secret"][];
            nextCursor?: string;
        };
        EntitySecrets: {
            items: components["schemas"]["Secret"][];
            /** @description How many more there are that the caller may not read */
            hidden: number;
        };
        Version: {
            number: number;
            state: components["schemas"]["VersionState"];
            /** @description The account at the target that this version belongs to */
            account?: string;
            createdAt: components["schemas"]["Instant"];
            currentAt?: components["schemas"]["Instant"];
            previousAt?: components["schemas"]["Instant"];
            revokedAt?: components["schemas"]["Instant"];
            destroyedAt?: components["schemas"]["Instant"];
        };
        /** @description A catalog entity that depends on the secret */
        Consumer: {
            entityRef: string;
            title?: string;
            owner?: string;
            lifecycle?: string;
            /** @description Whether it has a means of attestation */
            provable: boolean;
            problem?: components["schemas"]["Problem"];
        };
        SecretDetail: components["schemas"]["Secret"] & {
            /** @description Newest first */
            versions: components["schemas"]["Version"][];
            consumers: components["schemas"]["Consumer"][];
            lastRun?: components["schemas"]["Run"];
        };
        /** @description What one running copy of a consumer attested */
        Instance: {
            id: string;
            /** @description The version in use */
            version?: number;
            since?: components["schemas"]["Instant"];
            startedAt?: components["schemas"]["Instant"];
            observedAt?: components["schemas"]["Instant"];
            strength: components["schemas"]["EvidenceStrength"];
            health: components["schemas"]["HealthState"];
            finding?: components["schemas"]["Finding"];
        };
        RunConsumer: {
            entityRef: string;
            title?: string;
            owner?: string;
            /** @description From 1 */
            wave: number;
            /** @description The version that it must use */
            wanted: number;
            /** @description The version that every instance uses; absent while they differ or are unknown */
            attested?: number;
            strength: components["schemas"]["EvidenceStrength"];
            /** @description Where the evidence comes from, in words */
            evidence?: string;
            observedAt?: components["schemas"]["Instant"];
            toldAt?: components["schemas"]["Instant"];
            health: components["schemas"]["HealthState"];
            finding?: components["schemas"]["Finding"];
            /** @description It left the catalog while the run went on; it stays required */
            vanished?: boolean;
            /** @description Automatic repairs used */
            repairs: number;
            instances: components["schemas"]["Instance"][];
        };
        /** @description One of the facts that must hold before revoke */
        Gate: {
            /** @enum {string} */
            code: "new-accepted" | "consumers-attested" | "no-old-sessions" | "overlap-elapsed";
            holds: boolean;
            detail: string;
            checkedAt?: components["schemas"]["Instant"];
        };
        /** @description One try at a step */
        Attempt: {
            step: components["schemas"]["StepName"];
            direction: components["schemas"]["RunDirection"];
            wave?: number;
            state: components["schemas"]["AttemptState"];
            startedAt: components["schemas"]["Instant"];
            endedAt?: components["schemas"]["Instant"];
            /** @description What was proven, one fact a line */
            evidence?: string[];
        };
        Run: {
            id: number;
            /** @example R-2041 */
            label: string;
            secretRef: string;
            kind: components["schemas"]["RunKind"];
            direction: components["schemas"]["RunDirection"];
            state: components["schemas"]["RunState"];
            step?: components["schemas"]["StepName"];
            wave?: number;
            waves?: number;
            trigger: components["schemas"]["RunTrigger"];
            reason?: string;
            requestedBy: components["schemas"]["Actor"];
            oldVersion?: number;
            newVersion?: number;
            createdAt: components["schemas"]["Instant"];
            closedAt?: components["schemas"]["Instant"];
            overlapStartedAt?: components["schemas"]["Instant"];
            overlapEndsAt?: components["schemas"]["Instant"];
            /** @description revoke has begun: no rollback any more */
            pastNoReturn: boolean;
            /** @description How it ended, in words */
            result?: string;
            turn: components["schemas"]["Turn"];
            actions: components["schemas"]["Action"][];
        };
        RunPage: {
            items: components["schemas"]["Run"][];
            nextCursor?: string;
        };
        RunDetail: components["schemas"]["Run"] & {
            /** @description Oldest first */
            attempts: components["schemas"]["Attempt"][];
            /** @description By wave */
            consumers: components["schemas"]["RunConsumer"][];
            /** @description What must hold before revoke */
            gates: components["schemas"]["Gate"][];
        };
        RunEvent: {
            id: number;
            at: components["schemas"]["Instant"];
            /** @example step.done */
            action: string;
            actor: components["schemas"]["Actor"];
            step?: components["schemas"]["StepName"];
            detail?: {
                [key: string]: unknown;
            };
        };
        RunEventPage: {
            items: components["schemas"]["RunEvent"][];
            nextCursor?: string;
        };
        PlanCheck: {
            code: string;
            ok: boolean;
            message: string;
            fix?: string;
        };
        PlanConsumer: {
            entityRef: string;
            title?: string;
            owner?: string;
            provable: boolean;
            /** @description How many are expected; absent when they could not be counted */
            instances?: number;
            /** @description What will be done to it, in words */
            effect?: string;
        };
        PlanWave: {
            wave: number;
            startsAfterSeconds: number;
            /** @description With the soak */
            endsAfterSeconds: number;
            consumers: components["schemas"]["PlanConsumer"][];
        };
        Plan: {
            computedAt: components["schemas"]["Instant"];
            kind: components["schemas"]["RunKind"];
            /** @description Whether a start now would pass preflight */
            ready: boolean;
            checks: components["schemas"]["PlanCheck"][];
            oldAccount?: string;
            newAccount?: string;
            steps: {
                step: components["schemas"]["StepName"];
                /** @description Estimated start after now */
                atSeconds: number;
            }[];
            waves: components["schemas"]["PlanWave"][];
            overlapSeconds: number;
            estimatedSeconds: number;
            /** @description Who is asked before or during the run */
            asked: string[];
            /** @description What cannot be proven */
            unproven: string[];
            willNotHappen: string[];
        };
        ConfigurationEntry: {
            /** @enum {string} */
            section: "stores" | "rotators" | "consumers" | "policies" | "enrolment" | "root";
            name: string;
            kind?: string;
            problem?: components["schemas"]["Problem"];
        };
        Configuration: {
            entries: components["schemas"]["ConfigurationEntry"][];
        };
        ErrorBody: {
            error: {
                name: string;
                message: string;
                /** @description Which part of the request is wrong */
                field?: string;
                /** @description The run that is already open (409) */
                openRun?: number;
            };
        };
    };
    responses: {
        /** @description Something is wrong with the request, or it may not be done now */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
    };
    parameters: {
        namespace: string;
        name: string;
        runId: number;
    };
    requestBodies: {
        Reason: {
            content: {
                "application/json": {
                    /** @description Kept in the audit trail */
                    reason: string;
                };
            };
        };
    };
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listSecrets: {
        parameters: {
            query?: {
                owner?: string;
                system?: string;
                store?: string;
                policy?: string;
                badge?: components["schemas"]["SecretBadge"];
                /** @description Part of the secret's name */
                search?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: components["parameters"]["namespace"];
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    enrolSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: components["parameters"]["namespace"];
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Kept in the audit trail */
                    reason: string;
                    /** @description `bindingDigest` of the secret as the caller saw it */
                    bindingDigest: string;
                };
            };
        };
        responses: {
            /** @description The secret, now enrolled */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    planSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                namespace: components["parameters"]["namespace"];
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    kind?: components["schemas"]["RunKind"];
                };
            };
        };
        responses: {
            /** @description The plan */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listRuns: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                namespace: components["parameters"]["namespace"];
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    startRun: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                namespace: components["parameters"]["namespace"];
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Kept in the audit trail */
                    reason: string;
                    kind?: components["schemas"]["RunKind"];
                };
            };
        };
        responses: {
            /** @description The run that was started, or was by an earlier call with this key */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listEntitySecrets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: string;
                namespace: components["parameters"]["namespace"];
                name: components["parameters"]["name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them; those that the caller may not read are only counted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntitySecrets"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listRunEvents: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunEventPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    cancelRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Reason"];
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    rollbackRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Reason"];
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    recheckRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Reason"];
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Names and problems, never addresses or credentials */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Configuration"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
}
