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
         * 409 when the binding is not the one that the caller looked at.
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
         * A repeat with the same idempotency key answers with the same run. A second start while a run is open answers 409 and names the open run in `error.openRun`.
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
         * 409 once `activate` has begun; then `rollback` is the way back.
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
         * Possible from every step before `revoke`; 409 afterwards.
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
    "/v1/runs/{runId}/complete": {
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
         * Say that the task which the run asks for is done
         * The run goes on and proves what can be proven. Who said so is kept in the audit trail. 409 unless the run asks for this task: something that only a person can change. 403 for everybody but the person whom the task names.
         */
        post: operations["completeRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runId}/adopt": {
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
         * Keep the version that is current in the store
         * The run leads every consumer to that version and refuses every other one that it deals with. 409 unless the run asks about a drift: somebody else changed what is current, or the old version cannot be gone back to. If yet another version stands there by then, the run asks again.
         */
        post: operations["adoptRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runId}/retry": {
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
         * Replace the version that somebody else wrote while the run went on
         * The run goes on and writes over exactly the version that it asked about. 409 unless the run asks about a drift and has a value that can take its place.
         */
        post: operations["retryRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{runId}/release": {
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
         * Let the run go on without consumers that vanished from the catalog, or that it never had
         * 409 unless the run is held up by exactly these, vanished consumers, or by having none.
         */
        post: operations["releaseRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/unmanaged": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Secrets that stores hold and no catalog entity claims, the oldest first
         * Names, labels and times alone, as the store's last walk found them. The caller sees the stores for which it has the permission `secret-rotation.unmanaged.read`.
         */
        get: operations["listUnmanaged"];
        put?: never;
        post?: never;
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
/** The shapes that the API document names. @public */
export interface components {
    /** The document's schemas, by name. */
    schemas: {
        /**
         * Format: date-time
         * UTC
         */
        Instant: string;
        StepName: "preflight" | "generate" | "stage" | "activate" | "promote" | "reload" | "monitor" | "verify" | "revoke" | "destroy" | "record" | "schedule";
        RunState: "queued" | "running" | "waiting" | "blocked" | "succeeded" | "rolled-back" | "cancelled" | "refused";
        RunKind: "rotate" | "provision" | "repair";
        RunDirection: "forward" | "rollback";
        RunTrigger: "schedule" | "event" | "manual";
        /**
         * Why the value goes: its time is over, or somebody else may have it
         */
        RunCause: "routine" | "compromised";
        VersionState: "pending" | "current" | "previous" | "revoked" | "destroyed";
        BindingState: "misconfigured" | "conflicting" | "unenrolled" | "enrolled" | "parked";
        DueState: "unknown" | "up-to-date" | "due-soon" | "overdue";
        SecretBadge: "blocked" | "conflicting" | "misconfigured" | "overdue" | "parked" | "unenrolled" | "waiting" | "rotating" | "unknown" | "due-soon" | "up-to-date";
        HealthState: "healthy" | "ill" | "unknown";
        Finding: "not-reloaded" | "wrong-path" | "permission-denied" | "stale-cache" | "bad-format" | "crash-loop" | "old-credential-in-use" | "unreachable" | "no-attestation";
        EvidenceStrength: "proven" | "claimed" | "none";
        AttemptState: "running" | "done" | "waiting" | "blocked" | "failed";
        Decision: "complete" | "adopt" | "retry" | "release" | "recheck" | "rollback" | "cancel";
        TurnSubject: "drift" | "vanished-consumers" | "no-consumers" | "task";
        /**
         * What the caller may do now; only these are offered
         */
        Action: "plan" | "start" | "enrol" | "complete" | "adopt" | "retry" | "release" | "recheck" | "rollback" | "cancel";
        /** Who acts. `keyturn` is the engine itself */
        Actor: {
            kind: "user" | "service" | "keyturn";
            /** Entity ref of a user or the subject of a service */
            ref?: string;
        };
        Policy: {
            name: string;
            /** The age limit; absent when the policy goes by the calendar or never rotates by itself */
            everySeconds?: number;
            /** In place of an age limit: five fields of cron and their time zone */
            calendar?: string;
            /** When runs of the schedule may start, in words; absent at any time */
            window?: string;
            overlapSeconds: number;
            soakSeconds: number;
        };
        /** What is wrong and how to mend it */
        Problem: {
            code: string;
            message: string;
            fix: string;
        };
        /** What only a person can do. No value passes through it */
        Task: {
            instructions: string;
            /** Of the store's own tool or the target's. It asks for the value itself */
            command?: string;
            /** Where it is done, http or https */
            link?: string;
            /** Entity ref of the only one who may say that it is done; without it whoever has the permission */
            assignee?: string;
            /** The version that the command writes, where the store tells that before */
            writes?: string;
            /** A version that is current in the store since, and that nobody has called theirs */
            found?: {
                /** The store's id of it */
                version: string;
                madeAt?: components["schemas"]["Instant"];
            };
            confirms?: components["schemas"]["Confirmation"];
        };
        /** Which consumers use which version, by the word of a person */
        Confirmation: {
            /** Our number of the version */
            version: number;
            /** By entity ref */
            consumers: string[];
        };
        /** Whose turn it is. A person's turn is a question; Keyturn's turn has a wake-up time or is at work */
        Turn: {
            who: "keyturn" | "person" | "nobody";
            /** Entity ref of who is asked */
            owner?: string;
            until?: components["schemas"]["Instant"];
            /** Why it waits, in words */
            cause?: string;
            /** What the person is asked */
            question?: string;
            about?: components["schemas"]["TurnSubject"];
            /** The consumers that it is about, by entity ref; `release` sends them back */
            consumers?: string[];
            task?: components["schemas"]["Task"];
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
            /** Entity ref */
            owner?: string;
            /** Entity ref */
            system?: string;
            store?: string;
            rotator?: string;
            policy?: components["schemas"]["Policy"];
            binding: components["schemas"]["BindingState"];
            /** Names store, path, rotator and accounts as they are now; enrol sends it back */
            bindingDigest: string;
            problem?: components["schemas"]["Problem"];
            due: components["schemas"]["DueState"];
            badge: components["schemas"]["SecretBadge"];
            rotatedAt?: components["schemas"]["Instant"];
            dueAt?: components["schemas"]["Instant"];
            /** Why that date, in words */
            dueBecause?: string;
            currentVersion?: number;
            changedOutOfBandAt?: components["schemas"]["Instant"];
            consumerCount: number;
            openRun?: components["schemas"]["Run"];
            turn: components["schemas"]["Turn"];
            actions: components["schemas"]["Action"][];
        };
        SecretPage: {
            items: components["schemas"]["Secret"][];
            nextCursor?: string;
        };
        /** Something that a store holds and that no catalog entity claims */
        UnmanagedSecret: {
            store: string;
            /** As spec.rotation.path would name it */
            path: string;
            createdAt?: components["schemas"]["Instant"];
            changedAt?: components["schemas"]["Instant"];
            /** Tags, labels or custom metadata, as the store calls them */
            tags: {
                [key: string]: string;
            };
        };
        /** How far Keyturn knows what a store holds */
        StoreInventory: {
            store: string;
            walkedAt?: components["schemas"]["Instant"];
            /** How many secrets the walk has found so far */
            found: number;
            problem?: components["schemas"]["Problem"];
        };
        UnmanagedPage: {
            items: components["schemas"]["UnmanagedSecret"][];
            nextCursor?: string;
            /** How many there are with this filter; on the first page alone */
            total?: number;
            /** The stores that are walked and that the caller may see */
            stores: components["schemas"]["StoreInventory"][];
        };
        EntitySecrets: {
            items: components["schemas"]["Secret"][];
            /** How many more there are that the caller may not read */
            hidden: number;
        };
        Version: {
            number: number;
            state: components["schemas"]["VersionState"];
            /** The account at the target that this version belongs to */
            account?: string;
            createdAt: components["schemas"]["Instant"];
            currentAt?: components["schemas"]["Instant"];
            previousAt?: components["schemas"]["Instant"];
            backAt?: components["schemas"]["Instant"];
            revokedAt?: components["schemas"]["Instant"];
            destroyedAt?: components["schemas"]["Instant"];
            outOfBandAt?: components["schemas"]["Instant"];
        };
        /** A catalog entity that depends on the secret */
        Consumer: {
            entityRef: string;
            title?: string;
            owner?: string;
            lifecycle?: string;
            /** Whether it has a means of attestation */
            provable: boolean;
            problem?: components["schemas"]["Problem"];
        };
        SecretDetail: components["schemas"]["Secret"] & {
            /** Newest first */
            versions: components["schemas"]["Version"][];
            consumers: components["schemas"]["Consumer"][];
            lastRun?: components["schemas"]["Run"];
            convergence?: components["schemas"]["Convergence"];
        };
        /** How fast the consumers of a secret followed its last rotations that succeeded and were measured, up to 20 of them: from when the new version became current to the last consumer's first attestation. Absent when none was measured */
        Convergence: {
            /** Half of the rotations were at least as fast */
            p50Seconds: number;
            /** 95 of 100 rotations were at least as fast */
            p95Seconds: number;
            /** How many were measured */
            rotations: number;
        };
        /** What one running copy of a consumer attested */
        Instance: {
            id: string;
            /** The version in use */
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
            /** From 1 */
            wave: number;
            /** The version that it must use */
            wanted: number;
            /** The version that every instance uses; absent while they differ or are unknown */
            attested?: number;
            strength: components["schemas"]["EvidenceStrength"];
            /** Where the evidence comes from, in words */
            evidence?: string;
            observedAt?: components["schemas"]["Instant"];
            toldAt?: components["schemas"]["Instant"];
            health: components["schemas"]["HealthState"];
            finding?: components["schemas"]["Finding"];
            /** It left the catalog while the run went on; it stays required */
            vanished?: boolean;
            /** It vanished, and a permitted person let the run go on without it */
            released?: boolean;
            /** Automatic repairs used */
            repairs: number;
            instances: components["schemas"]["Instance"][];
        };
        /** One of the facts that must hold before revoke */
        Gate: {
            code: "new-accepted" | "consumers-attested" | "no-old-sessions" | "overlap-elapsed";
            holds: boolean;
            detail: string;
            checkedAt?: components["schemas"]["Instant"];
        };
        /** One try at a step */
        Attempt: {
            step: components["schemas"]["StepName"];
            direction: components["schemas"]["RunDirection"];
            wave?: number;
            state: components["schemas"]["AttemptState"];
            startedAt: components["schemas"]["Instant"];
            endedAt?: components["schemas"]["Instant"];
            /** What was proven, one fact a line */
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
            cause: components["schemas"]["RunCause"];
            reason?: string;
            requestedBy: components["schemas"]["Actor"];
            oldVersion?: number;
            newVersion?: number;
            createdAt: components["schemas"]["Instant"];
            closedAt?: components["schemas"]["Instant"];
            overlapStartedAt?: components["schemas"]["Instant"];
            overlapEndsAt?: components["schemas"]["Instant"];
            /** From when the new version became current to the last required consumer's first attestation of it. Absent until verify is over, in a rollback, without consumers, and of a version that the run only adopted */
            convergenceSeconds?: number;
            /** revoke has begun: no rollback any more */
            pastNoReturn: boolean;
            /** How it ended, in words */
            result?: string;
            turn: components["schemas"]["Turn"];
            actions: components["schemas"]["Action"][];
        };
        RunPage: {
            items: components["schemas"]["Run"][];
            nextCursor?: string;
        };
        RunDetail: components["schemas"]["Run"] & {
            /** Oldest first */
            attempts: components["schemas"]["Attempt"][];
            /** By wave */
            consumers: components["schemas"]["RunConsumer"][];
            /** What must hold before revoke */
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
        UnmappedUse: {
            /** What the sessions call themselves; absent when they or the target do not say */
            label?: string;
            sessions: number;
        };
        PlanConsumer: {
            entityRef: string;
            title?: string;
            owner?: string;
            provable: boolean;
            /** How many are expected; absent when they could not be counted */
            instances?: number;
            /** What will be done to it, in words */
            effect?: string;
        };
        PlanWave: {
            wave: number;
            startsAfterSeconds: number;
            /** With the soak */
            endsAfterSeconds: number;
            consumers: components["schemas"]["PlanConsumer"][];
        };
        Plan: {
            computedAt: components["schemas"]["Instant"];
            kind: components["schemas"]["RunKind"];
            /** Whether a start now would not be refused. Without consumers it stands still at preflight, before the first write, until somebody says that nobody uses the secret */
            ready: boolean;
            checks: components["schemas"]["PlanCheck"][];
            oldAccount?: string;
            newAccount?: string;
            steps: {
                step: components["schemas"]["StepName"];
                /** Estimated start after now */
                atSeconds: number;
            }[];
            waves: components["schemas"]["PlanWave"][];
            /** Open sessions on the account in use that no consumer explains. Absent when the target does not tell */
            unmappedUse?: components["schemas"]["UnmappedUse"][];
            overlapSeconds: number;
            estimatedSeconds: number;
            /** Who is asked before or during the run */
            asked: string[];
            /** What cannot be proven */
            unproven: string[];
            willNotHappen: string[];
        };
        ConfigurationEntry: {
            section: "stores" | "rotators" | "consumers" | "health" | "policies" | "freezes" | "enrolment" | "root";
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
                /** Which part of the request is wrong */
                field?: string;
                /** The run that is already open (409) */
                openRun?: number;
            };
        };
    };
    /** The document's responses, by name. */
    responses: {
        /** Something is wrong with the request, or it may not be done now */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
    };
    /** The document's parameters, by name. */
    parameters: {
        namespace: string;
        name: string;
        runId: number;
    };
    /** The document's requestBodies, by name. */
    requestBodies: {
        Reason: {
            content: {
                "application/json": {
                    /** Kept in the audit trail */
                    reason: string;
                };
            };
        };
    };
    /** The document's headers, by name. */
    headers: never;
    /** The document's pathItems, by name. */
    pathItems: never;
}
export interface operations {
    listSecrets: {
        parameters: {
            query?: {
                owner?: string;
                system?: string;
                store?: string;
                policy?: string;
                badge?: components["schemas"]["SecretBadge"];
                /** Part of the secret's name */
                search?: string;
                /** `nextCursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page */
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
            /** The secret */
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
                    /** Kept in the audit trail */
                    reason: string;
                    /** `bindingDigest` of the secret as the caller saw it */
                    bindingDigest: string;
                };
            };
        };
        responses: {
            /** The secret, now enrolled */
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
                    cause?: components["schemas"]["RunCause"];
                };
            };
        };
        responses: {
            /** The plan */
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
            /** One page */
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
                    /** Kept in the audit trail */
                    reason: string;
                    kind?: components["schemas"]["RunKind"];
                    cause?: components["schemas"]["RunCause"];
                };
            };
        };
        responses: {
            /** The run that was started, or was by an earlier call with this key */
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
            /** All of them; those that the caller may not read are only counted */
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
            /** The run */
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
            /** One page */
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
            /** The run */
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
            /** The run */
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
            /** The run */
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
    completeRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Kept in the audit trail */
                    reason: string;
                    /** Of the run whose task the caller saw; without it the one that it asks for now */
                    step?: components["schemas"]["StepName"];
                    /** `found.version` of the task as the caller saw it: they say that it is theirs */
                    version?: string;
                    /** `confirms` of the task as the caller saw it: required where the task has it */
                    confirms?: components["schemas"]["Confirmation"];
                };
            };
        };
        responses: {
            /** The run */
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
    adoptRun: {
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
            /** The run */
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
    retryRun: {
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
            /** The run */
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
    releaseRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: components["parameters"]["runId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Kept in the audit trail */
                    reason: string;
                    /** `consumers` of the turn as the caller saw it; empty where it is about `no-consumers` */
                    consumers: string[];
                };
            };
        };
        responses: {
            /** The run */
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
    listUnmanaged: {
        parameters: {
            query?: {
                store?: string;
                /** Part of the path */
                search?: string;
                /** `nextCursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnmanagedPage"];
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
            /** Names and problems, never addresses or credentials */
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
