// Made from openapi.yaml by `npm run generate:api`. Do not edit.
/* eslint-disable */
export const document = {
  "openapi": "3.0.3",
  "info": {
    "title": "Keyturn, secret rotation for Backstage",
    "version": "1",
    "license": {
      "name": "Apache-2.0",
      "url": "https://www.apache.org/licenses/LICENSE-2.0"
    },
    "description": "What the portal and any other client may ask. No answer ever carries the value of a secret, the address of a store or a target, or the text of a provider's error."
  },
  "servers": [
    {
      "url": "/"
    }
  ],
  "tags": [
    {
      "name": "secrets"
    },
    {
      "name": "runs"
    },
    {
      "name": "operation"
    }
  ],
  "paths": {
    "/v1/secrets": {
      "get": {
        "operationId": "listSecrets",
        "tags": [
          "secrets"
        ],
        "summary": "Secrets that the caller may read, worst first",
        "parameters": [
          {
            "name": "owner",
            "in": "query",
            "allowReserved": true,
            "schema": {
              "type": "string",
              "minLength": 1
            }
          },
          {
            "name": "system",
            "in": "query",
            "allowReserved": true,
            "schema": {
              "type": "string",
              "minLength": 1
            }
          },
          {
            "name": "store",
            "in": "query",
            "schema": {
              "type": "string",
              "minLength": 1
            }
          },
          {
            "name": "policy",
            "in": "query",
            "schema": {
              "type": "string",
              "minLength": 1
            }
          },
          {
            "name": "badge",
            "in": "query",
            "schema": {
              "$ref": "#/components/schemas/SecretBadge"
            }
          },
          {
            "name": "search",
            "in": "query",
            "description": "Part of the secret's name",
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 100
            }
          },
          {
            "name": "cursor",
            "in": "query",
            "description": "`nextCursor` of the page before",
            "schema": {
              "type": "string",
              "minLength": 1
            }
          },
          {
            "name": "limit",
            "in": "query",
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 200,
              "default": 50
            }
          }
        ],
        "responses": {
          "200": {
            "description": "One page",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/SecretPage"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/secrets/{namespace}/{name}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/namespace"
        },
        {
          "$ref": "#/components/parameters/name"
        }
      ],
      "get": {
        "operationId": "getSecret",
        "tags": [
          "secrets"
        ],
        "summary": "One secret with its versions and consumers",
        "responses": {
          "200": {
            "description": "The secret",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/SecretDetail"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/secrets/{namespace}/{name}/enrol": {
      "parameters": [
        {
          "$ref": "#/components/parameters/namespace"
        },
        {
          "$ref": "#/components/parameters/name"
        }
      ],
      "post": {
        "operationId": "enrolSecret",
        "tags": [
          "secrets"
        ],
        "summary": "Allow Keyturn to act on this binding of secret, store path and account",
        "description": "409 when the binding is not the one that the caller looked at.",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "reason",
                  "bindingDigest"
                ],
                "properties": {
                  "reason": {
                    "type": "string",
                    "minLength": 3,
                    "maxLength": 500,
                    "pattern": "\\S",
                    "description": "Kept in the audit trail"
                  },
                  "bindingDigest": {
                    "type": "string",
                    "minLength": 8,
                    "maxLength": 64,
                    "description": "`bindingDigest` of the secret as the caller saw it"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The secret, now enrolled",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/SecretDetail"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/secrets/{namespace}/{name}/plan": {
      "parameters": [
        {
          "$ref": "#/components/parameters/namespace"
        },
        {
          "$ref": "#/components/parameters/name"
        }
      ],
      "post": {
        "operationId": "planSecret",
        "tags": [
          "secrets"
        ],
        "summary": "What a start would do now, from the catalog and live probes. Writes nothing",
        "requestBody": {
          "required": false,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                  "kind": {
                    "$ref": "#/components/schemas/RunKind"
                  },
                  "cause": {
                    "$ref": "#/components/schemas/RunCause"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The plan",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Plan"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/secrets/{namespace}/{name}/runs": {
      "parameters": [
        {
          "$ref": "#/components/parameters/namespace"
        },
        {
          "$ref": "#/components/parameters/name"
        }
      ],
      "get": {
        "operationId": "listRuns",
        "tags": [
          "runs"
        ],
        "summary": "Runs of a secret, newest first",
        "parameters": [
          {
            "name": "cursor",
            "in": "query",
            "schema": {
              "type": "string",
              "minLength": 1
            }
          },
          {
            "name": "limit",
            "in": "query",
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 100,
              "default": 20
            }
          }
        ],
        "responses": {
          "200": {
            "description": "One page",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/RunPage"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      },
      "post": {
        "operationId": "startRun",
        "tags": [
          "runs"
        ],
        "summary": "Start a rotation",
        "description": "A repeat with the same idempotency key answers with the same run. A second start while a run is open answers 409 and names the open run in `error.openRun`.",
        "parameters": [
          {
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "schema": {
              "type": "string",
              "minLength": 8,
              "maxLength": 100
            }
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "reason"
                ],
                "properties": {
                  "reason": {
                    "type": "string",
                    "minLength": 3,
                    "maxLength": 500,
                    "pattern": "\\S",
                    "description": "Kept in the audit trail"
                  },
                  "kind": {
                    "$ref": "#/components/schemas/RunKind"
                  },
                  "cause": {
                    "$ref": "#/components/schemas/RunCause"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The run that was started, or was by an earlier call with this key",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Run"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/entities/{kind}/{namespace}/{name}/secrets": {
      "parameters": [
        {
          "name": "kind",
          "in": "path",
          "required": true,
          "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": 63
          }
        },
        {
          "$ref": "#/components/parameters/namespace"
        },
        {
          "$ref": "#/components/parameters/name"
        }
      ],
      "get": {
        "operationId": "listEntitySecrets",
        "tags": [
          "secrets"
        ],
        "summary": "The secrets that an entity depends on, worst first",
        "responses": {
          "200": {
            "description": "All of them; those that the caller may not read are only counted",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/EntitySecrets"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/runs/{runId}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/runId"
        }
      ],
      "get": {
        "operationId": "getRun",
        "tags": [
          "runs"
        ],
        "summary": "One run with its steps and consumers",
        "responses": {
          "200": {
            "description": "The run",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/RunDetail"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/runs/{runId}/events": {
      "parameters": [
        {
          "$ref": "#/components/parameters/runId"
        }
      ],
      "get": {
        "operationId": "listRunEvents",
        "tags": [
          "runs"
        ],
        "summary": "The audit trail of a run, oldest first",
        "parameters": [
          {
            "name": "cursor",
            "in": "query",
            "schema": {
              "type": "string",
              "minLength": 1
            }
          },
          {
            "name": "limit",
            "in": "query",
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 200,
              "default": 100
            }
          }
        ],
        "responses": {
          "200": {
            "description": "One page",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/RunEventPage"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/runs/{runId}/cancel": {
      "parameters": [
        {
          "$ref": "#/components/parameters/runId"
        }
      ],
      "post": {
        "operationId": "cancelRun",
        "tags": [
          "runs"
        ],
        "summary": "End a run that has not touched the target yet",
        "description": "409 once `activate` has begun; then `rollback` is the way back.",
        "requestBody": {
          "$ref": "#/components/requestBodies/Reason"
        },
        "responses": {
          "200": {
            "description": "The run",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Run"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/runs/{runId}/rollback": {
      "parameters": [
        {
          "$ref": "#/components/parameters/runId"
        }
      ],
      "post": {
        "operationId": "rollbackRun",
        "tags": [
          "runs"
        ],
        "summary": "Turn a run back to the old version, gated like a rotation",
        "description": "Possible from every step before `revoke`; 409 afterwards.",
        "requestBody": {
          "$ref": "#/components/requestBodies/Reason"
        },
        "responses": {
          "200": {
            "description": "The run",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Run"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/runs/{runId}/recheck": {
      "parameters": [
        {
          "$ref": "#/components/parameters/runId"
        }
      ],
      "post": {
        "operationId": "recheckRun",
        "tags": [
          "runs"
        ],
        "summary": "Look again now instead of at the run's wake-up time",
        "requestBody": {
          "$ref": "#/components/requestBodies/Reason"
        },
        "responses": {
          "200": {
            "description": "The run",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Run"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/runs/{runId}/complete": {
      "parameters": [
        {
          "$ref": "#/components/parameters/runId"
        }
      ],
      "post": {
        "operationId": "completeRun",
        "tags": [
          "runs"
        ],
        "summary": "Say that the task which the run asks for is done",
        "description": "The run goes on and proves what can be proven. Who said so is kept in the audit trail. 409 unless the run asks for this task: something that only a person can change. 403 for everybody but the person whom the task names.",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "reason"
                ],
                "properties": {
                  "reason": {
                    "type": "string",
                    "minLength": 3,
                    "maxLength": 500,
                    "pattern": "\\S",
                    "description": "Kept in the audit trail"
                  },
                  "step": {
                    "allOf": [
                      {
                        "$ref": "#/components/schemas/StepName"
                      }
                    ],
                    "description": "Of the run whose task the caller saw; without it the one that it asks for now"
                  },
                  "version": {
                    "type": "string",
                    "maxLength": 512,
                    "description": "`found.version` of the task as the caller saw it: they say that it is theirs"
                  },
                  "confirms": {
                    "allOf": [
                      {
                        "$ref": "#/components/schemas/Confirmation"
                      }
                    ],
                    "description": "`confirms` of the task as the caller saw it: required where the task has it"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The run",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Run"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/runs/{runId}/adopt": {
      "parameters": [
        {
          "$ref": "#/components/parameters/runId"
        }
      ],
      "post": {
        "operationId": "adoptRun",
        "tags": [
          "runs"
        ],
        "summary": "Keep the version that is current in the store",
        "description": "The run leads every consumer to that version and refuses every other one that it deals with. 409 unless the run asks about a drift: somebody else changed what is current, or the old version cannot be gone back to. If yet another version stands there by then, the run asks again.",
        "requestBody": {
          "$ref": "#/components/requestBodies/Reason"
        },
        "responses": {
          "200": {
            "description": "The run",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Run"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/runs/{runId}/retry": {
      "parameters": [
        {
          "$ref": "#/components/parameters/runId"
        }
      ],
      "post": {
        "operationId": "retryRun",
        "tags": [
          "runs"
        ],
        "summary": "Replace the version that somebody else wrote while the run went on",
        "description": "The run goes on and writes over exactly the version that it asked about. 409 unless the run asks about a drift and has a value that can take its place.",
        "requestBody": {
          "$ref": "#/components/requestBodies/Reason"
        },
        "responses": {
          "200": {
            "description": "The run",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Run"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/runs/{runId}/release": {
      "parameters": [
        {
          "$ref": "#/components/parameters/runId"
        }
      ],
      "post": {
        "operationId": "releaseRun",
        "tags": [
          "runs"
        ],
        "summary": "Let the run go on without consumers that vanished from the catalog, or that it never had",
        "description": "409 unless the run is held up by exactly these, vanished consumers, or by having none.",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "additionalProperties": false,
                "required": [
                  "reason",
                  "consumers"
                ],
                "properties": {
                  "reason": {
                    "type": "string",
                    "minLength": 3,
                    "maxLength": 500,
                    "pattern": "\\S",
                    "description": "Kept in the audit trail"
                  },
                  "consumers": {
                    "type": "array",
                    "description": "`consumers` of the turn as the caller saw it; empty where it is about `no-consumers`",
                    "maxItems": 200,
                    "items": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 255
                    }
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The run",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Run"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/unmanaged": {
      "get": {
        "operationId": "listUnmanaged",
        "tags": [
          "secrets"
        ],
        "summary": "Secrets that stores hold and no catalog entity claims, the oldest first",
        "description": "Names, labels and times alone, as the store's last walk found them. The caller sees the stores for which it has the permission `secret-rotation.unmanaged.read`.",
        "parameters": [
          {
            "name": "store",
            "in": "query",
            "schema": {
              "type": "string",
              "minLength": 1
            }
          },
          {
            "name": "search",
            "in": "query",
            "description": "Part of the path",
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 100
            }
          },
          {
            "name": "cursor",
            "in": "query",
            "description": "`nextCursor` of the page before",
            "schema": {
              "type": "string",
              "minLength": 1
            }
          },
          {
            "name": "limit",
            "in": "query",
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 200,
              "default": 50
            }
          }
        ],
        "responses": {
          "200": {
            "description": "One page",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/UnmanagedPage"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    },
    "/v1/configuration": {
      "get": {
        "operationId": "getConfiguration",
        "tags": [
          "operation"
        ],
        "summary": "Names of what the operator configured, and what is wrong with it",
        "responses": {
          "200": {
            "description": "Names and problems, never addresses or credentials",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Configuration"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Error"
          }
        }
      }
    }
  },
  "components": {
    "parameters": {
      "namespace": {
        "name": "namespace",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "minLength": 1,
          "maxLength": 63
        }
      },
      "name": {
        "name": "name",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "minLength": 1,
          "maxLength": 63
        }
      },
      "runId": {
        "name": "runId",
        "in": "path",
        "required": true,
        "schema": {
          "type": "integer",
          "minimum": 1
        }
      }
    },
    "requestBodies": {
      "Reason": {
        "required": true,
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "reason"
              ],
              "properties": {
                "reason": {
                  "type": "string",
                  "minLength": 3,
                  "maxLength": 500,
                  "pattern": "\\S",
                  "description": "Kept in the audit trail"
                }
              }
            }
          }
        }
      }
    },
    "responses": {
      "Error": {
        "description": "Something is wrong with the request, or it may not be done now",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ErrorBody"
            }
          }
        }
      }
    },
    "schemas": {
      "Instant": {
        "type": "string",
        "format": "date-time",
        "description": "UTC"
      },
      "StepName": {
        "type": "string",
        "enum": [
          "preflight",
          "generate",
          "stage",
          "activate",
          "promote",
          "reload",
          "monitor",
          "verify",
          "revoke",
          "destroy",
          "record",
          "schedule"
        ]
      },
      "RunState": {
        "type": "string",
        "enum": [
          "queued",
          "running",
          "waiting",
          "blocked",
          "succeeded",
          "rolled-back",
          "cancelled",
          "refused"
        ]
      },
      "RunKind": {
        "type": "string",
        "enum": [
          "rotate",
          "provision",
          "repair"
        ]
      },
      "RunDirection": {
        "type": "string",
        "enum": [
          "forward",
          "rollback"
        ]
      },
      "RunTrigger": {
        "type": "string",
        "enum": [
          "schedule",
          "event",
          "manual"
        ]
      },
      "RunCause": {
        "type": "string",
        "enum": [
          "routine",
          "compromised"
        ],
        "description": "Why the value goes: its time is over, or somebody else may have it"
      },
      "VersionState": {
        "type": "string",
        "enum": [
          "pending",
          "current",
          "previous",
          "revoked",
          "destroyed"
        ]
      },
      "BindingState": {
        "type": "string",
        "enum": [
          "misconfigured",
          "conflicting",
          "unenrolled",
          "enrolled",
          "parked"
        ]
      },
      "DueState": {
        "type": "string",
        "enum": [
          "unknown",
          "up-to-date",
          "due-soon",
          "overdue"
        ]
      },
      "SecretBadge": {
        "type": "string",
        "enum": [
          "blocked",
          "conflicting",
          "misconfigured",
          "overdue",
          "parked",
          "unenrolled",
          "waiting",
          "rotating",
          "unknown",
          "due-soon",
          "up-to-date"
        ]
      },
      "HealthState": {
        "type": "string",
        "enum": [
          "healthy",
          "ill",
          "unknown"
        ]
      },
      "Finding": {
        "type": "string",
        "enum": [
          "not-reloaded",
          "wrong-path",
          "permission-denied",
          "stale-cache",
          "bad-format",
          "crash-loop",
          "old-credential-in-use",
          "unreachable",
          "no-attestation"
        ]
      },
      "EvidenceStrength": {
        "type": "string",
        "enum": [
          "proven",
          "claimed",
          "none"
        ]
      },
      "AttemptState": {
        "type": "string",
        "enum": [
          "running",
          "done",
          "waiting",
          "blocked",
          "failed"
        ]
      },
      "Decision": {
        "type": "string",
        "enum": [
          "complete",
          "adopt",
          "retry",
          "release",
          "recheck",
          "rollback",
          "cancel"
        ]
      },
      "TurnSubject": {
        "type": "string",
        "enum": [
          "drift",
          "vanished-consumers",
          "no-consumers",
          "task"
        ]
      },
      "Action": {
        "type": "string",
        "description": "What the caller may do now; only these are offered",
        "enum": [
          "plan",
          "start",
          "enrol",
          "complete",
          "adopt",
          "retry",
          "release",
          "recheck",
          "rollback",
          "cancel"
        ]
      },
      "Actor": {
        "type": "object",
        "description": "Who acts. `keyturn` is the engine itself",
        "required": [
          "kind"
        ],
        "properties": {
          "kind": {
            "type": "string",
            "enum": [
              "user",
              "service",
              "keyturn"
            ]
          },
          "ref": {
            "type": "string",
            "description": "Entity ref of a user or the subject of a service"
          }
        }
      },
      "Policy": {
        "type": "object",
        "required": [
          "name",
          "overlapSeconds",
          "soakSeconds"
        ],
        "properties": {
          "name": {
            "type": "string"
          },
          "everySeconds": {
            "type": "integer",
            "description": "The age limit; absent when the policy goes by the calendar or never rotates by itself"
          },
          "calendar": {
            "type": "string",
            "description": "In place of an age limit: five fields of cron and their time zone"
          },
          "window": {
            "type": "string",
            "description": "When runs of the schedule may start, in words; absent at any time"
          },
          "overlapSeconds": {
            "type": "integer"
          },
          "soakSeconds": {
            "type": "integer"
          }
        }
      },
      "Problem": {
        "type": "object",
        "description": "What is wrong and how to mend it",
        "required": [
          "code",
          "message",
          "fix"
        ],
        "properties": {
          "code": {
            "type": "string"
          },
          "message": {
            "type": "string"
          },
          "fix": {
            "type": "string"
          }
        }
      },
      "Task": {
        "type": "object",
        "description": "What only a person can do. No value passes through it",
        "required": [
          "instructions"
        ],
        "properties": {
          "instructions": {
            "type": "string"
          },
          "command": {
            "type": "string",
            "description": "Of the store's own tool or the target's. It asks for the value itself"
          },
          "link": {
            "type": "string",
            "description": "Where it is done, http or https"
          },
          "assignee": {
            "type": "string",
            "description": "Entity ref of the only one who may say that it is done; without it whoever has the permission"
          },
          "writes": {
            "type": "string",
            "description": "The version that the command writes, where the store tells that before"
          },
          "found": {
            "type": "object",
            "description": "A version that is current in the store since, and that nobody has called theirs",
            "required": [
              "version"
            ],
            "properties": {
              "version": {
                "type": "string",
                "description": "The store's id of it"
              },
              "madeAt": {
                "$ref": "#/components/schemas/Instant"
              }
            }
          },
          "confirms": {
            "$ref": "#/components/schemas/Confirmation"
          }
        }
      },
      "Confirmation": {
        "type": "object",
        "description": "Which consumers use which version, by the word of a person",
        "additionalProperties": false,
        "required": [
          "version",
          "consumers"
        ],
        "properties": {
          "version": {
            "type": "integer",
            "description": "Our number of the version"
          },
          "consumers": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1000,
            "items": {
              "type": "string"
            },
            "description": "By entity ref"
          }
        }
      },
      "Turn": {
        "type": "object",
        "description": "Whose turn it is. A person's turn is a question; Keyturn's turn has a wake-up time or is at work",
        "required": [
          "who"
        ],
        "properties": {
          "who": {
            "type": "string",
            "enum": [
              "keyturn",
              "person",
              "nobody"
            ]
          },
          "owner": {
            "type": "string",
            "description": "Entity ref of who is asked"
          },
          "until": {
            "$ref": "#/components/schemas/Instant"
          },
          "cause": {
            "type": "string",
            "description": "Why it waits, in words"
          },
          "question": {
            "type": "string",
            "description": "What the person is asked"
          },
          "about": {
            "$ref": "#/components/schemas/TurnSubject"
          },
          "consumers": {
            "type": "array",
            "description": "The consumers that it is about, by entity ref; `release` sends them back",
            "items": {
              "type": "string"
            }
          },
          "task": {
            "$ref": "#/components/schemas/Task"
          },
          "choices": {
            "type": "array",
            "items": {
              "type": "object",
              "required": [
                "decision",
                "consequence"
              ],
              "properties": {
                "decision": {
                  "$ref": "#/components/schemas/Decision"
                },
                "consequence": {
                  "type": "string"
                }
              }
            }
          }
        }
      },
      "Secret": {
        "type": "object",
        "required": [
          "entityRef",
          "namespace",
          "name",
          "binding",
          "bindingDigest",
          "due",
          "badge",
          "consumerCount",
          "turn",
          "actions"
        ],
        "properties": {
          "entityRef": {
            "type": "string",
            "example": "resource:default/payments-db-login"
          },
          "namespace": {
            "type": "string"
          },
          "name": {
            "type": "string"
          },
          "title": {
            "type": "string"
          },
          "owner": {
            "type": "string",
            "description": "Entity ref"
          },
          "system": {
            "type": "string",
            "description": "Entity ref"
          },
          "store": {
            "type": "string"
          },
          "rotator": {
            "type": "string"
          },
          "policy": {
            "$ref": "#/components/schemas/Policy"
          },
          "binding": {
            "$ref": "#/components/schemas/BindingState"
          },
          "bindingDigest": {
            "type": "string",
            "description": "Names store, path, rotator and accounts as they are now; enrol sends it back"
          },
          "problem": {
            "$ref": "#/components/schemas/Problem"
          },
          "due": {
            "$ref": "#/components/schemas/DueState"
          },
          "badge": {
            "$ref": "#/components/schemas/SecretBadge"
          },
          "rotatedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "dueAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "dueBecause": {
            "type": "string",
            "description": "Why that date, in words"
          },
          "currentVersion": {
            "type": "integer"
          },
          "changedOutOfBandAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "consumerCount": {
            "type": "integer"
          },
          "openRun": {
            "$ref": "#/components/schemas/Run"
          },
          "turn": {
            "$ref": "#/components/schemas/Turn"
          },
          "actions": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Action"
            }
          }
        }
      },
      "SecretPage": {
        "type": "object",
        "required": [
          "items"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Secret"
            }
          },
          "nextCursor": {
            "type": "string"
          }
        }
      },
      "UnmanagedSecret": {
        "type": "object",
        "description": "Something that a store holds and that no catalog entity claims",
        "required": [
          "store",
          "path",
          "tags"
        ],
        "properties": {
          "store": {
            "type": "string"
          },
          "path": {
            "type": "string",
            "description": "As spec.rotation.path would name it"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "changedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "tags": {
            "type": "object",
            "description": "Tags, labels or custom metadata, as the store calls them",
            "additionalProperties": {
              "type": "string"
            }
          }
        }
      },
      "StoreInventory": {
        "type": "object",
        "description": "How far Keyturn knows what a store holds",
        "required": [
          "store",
          "found"
        ],
        "properties": {
          "store": {
            "type": "string"
          },
          "walkedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "found": {
            "type": "integer",
            "description": "How many secrets the walk has found so far"
          },
          "problem": {
            "$ref": "#/components/schemas/Problem"
          }
        }
      },
      "UnmanagedPage": {
        "type": "object",
        "required": [
          "items",
          "stores"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/UnmanagedSecret"
            }
          },
          "nextCursor": {
            "type": "string"
          },
          "total": {
            "type": "integer",
            "description": "How many there are with this filter; on the first page alone"
          },
          "stores": {
            "type": "array",
            "description": "The stores that are walked and that the caller may see",
            "items": {
              "$ref": "#/components/schemas/StoreInventory"
            }
          }
        }
      },
      "EntitySecrets": {
        "type": "object",
        "required": [
          "items",
          "hidden"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Secret"
            }
          },
          "hidden": {
            "type": "integer",
            "description": "How many more there are that the caller may not read"
          }
        }
      },
      "Version": {
        "type": "object",
        "required": [
          "number",
          "state",
          "createdAt"
        ],
        "properties": {
          "number": {
            "type": "integer"
          },
          "state": {
            "$ref": "#/components/schemas/VersionState"
          },
          "account": {
            "type": "string",
            "description": "The account at the target that this version belongs to"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "currentAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "previousAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "backAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "revokedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "destroyedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "outOfBandAt": {
            "$ref": "#/components/schemas/Instant"
          }
        }
      },
      "Consumer": {
        "type": "object",
        "description": "A catalog entity that depends on the secret",
        "required": [
          "entityRef",
          "provable"
        ],
        "properties": {
          "entityRef": {
            "type": "string"
          },
          "title": {
            "type": "string"
          },
          "owner": {
            "type": "string"
          },
          "lifecycle": {
            "type": "string"
          },
          "provable": {
            "type": "boolean",
            "description": "Whether it has a means of attestation"
          },
          "problem": {
            "$ref": "#/components/schemas/Problem"
          }
        }
      },
      "SecretDetail": {
        "allOf": [
          {
            "$ref": "#/components/schemas/Secret"
          },
          {
            "type": "object",
            "required": [
              "versions",
              "consumers"
            ],
            "properties": {
              "versions": {
                "type": "array",
                "description": "Newest first",
                "items": {
                  "$ref": "#/components/schemas/Version"
                }
              },
              "consumers": {
                "type": "array",
                "items": {
                  "$ref": "#/components/schemas/Consumer"
                }
              },
              "lastRun": {
                "$ref": "#/components/schemas/Run"
              },
              "convergence": {
                "$ref": "#/components/schemas/Convergence"
              }
            }
          }
        ]
      },
      "Convergence": {
        "type": "object",
        "description": "How fast the consumers of a secret followed its last rotations that succeeded and were measured, up to 20 of them: from when the new version became current to the last consumer's first attestation. Absent when none was measured",
        "required": [
          "p50Seconds",
          "p95Seconds",
          "rotations"
        ],
        "properties": {
          "p50Seconds": {
            "type": "number",
            "minimum": 0,
            "description": "Half of the rotations were at least as fast"
          },
          "p95Seconds": {
            "type": "number",
            "minimum": 0,
            "description": "95 of 100 rotations were at least as fast"
          },
          "rotations": {
            "type": "integer",
            "minimum": 1,
            "description": "How many were measured"
          }
        }
      },
      "Instance": {
        "type": "object",
        "description": "What one running copy of a consumer attested",
        "required": [
          "id",
          "health",
          "strength"
        ],
        "properties": {
          "id": {
            "type": "string"
          },
          "version": {
            "type": "integer",
            "description": "The version in use"
          },
          "since": {
            "$ref": "#/components/schemas/Instant"
          },
          "startedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "observedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "strength": {
            "$ref": "#/components/schemas/EvidenceStrength"
          },
          "health": {
            "$ref": "#/components/schemas/HealthState"
          },
          "finding": {
            "$ref": "#/components/schemas/Finding"
          }
        }
      },
      "RunConsumer": {
        "type": "object",
        "required": [
          "entityRef",
          "wave",
          "wanted",
          "health",
          "strength",
          "repairs",
          "instances"
        ],
        "properties": {
          "entityRef": {
            "type": "string"
          },
          "title": {
            "type": "string"
          },
          "owner": {
            "type": "string"
          },
          "wave": {
            "type": "integer",
            "description": "From 1"
          },
          "wanted": {
            "type": "integer",
            "description": "The version that it must use"
          },
          "attested": {
            "type": "integer",
            "description": "The version that every instance uses; absent while they differ or are unknown"
          },
          "strength": {
            "$ref": "#/components/schemas/EvidenceStrength"
          },
          "evidence": {
            "type": "string",
            "description": "Where the evidence comes from, in words"
          },
          "observedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "toldAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "health": {
            "$ref": "#/components/schemas/HealthState"
          },
          "finding": {
            "$ref": "#/components/schemas/Finding"
          },
          "vanished": {
            "type": "boolean",
            "description": "It left the catalog while the run went on; it stays required"
          },
          "released": {
            "type": "boolean",
            "description": "It vanished, and a permitted person let the run go on without it"
          },
          "repairs": {
            "type": "integer",
            "description": "Automatic repairs used"
          },
          "instances": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Instance"
            }
          }
        }
      },
      "Gate": {
        "type": "object",
        "description": "One of the facts that must hold before revoke",
        "required": [
          "code",
          "holds",
          "detail"
        ],
        "properties": {
          "code": {
            "type": "string",
            "enum": [
              "new-accepted",
              "consumers-attested",
              "no-old-sessions",
              "overlap-elapsed"
            ]
          },
          "holds": {
            "type": "boolean"
          },
          "detail": {
            "type": "string"
          },
          "checkedAt": {
            "$ref": "#/components/schemas/Instant"
          }
        }
      },
      "Attempt": {
        "type": "object",
        "description": "One try at a step",
        "required": [
          "step",
          "direction",
          "state",
          "startedAt"
        ],
        "properties": {
          "step": {
            "$ref": "#/components/schemas/StepName"
          },
          "direction": {
            "$ref": "#/components/schemas/RunDirection"
          },
          "wave": {
            "type": "integer"
          },
          "state": {
            "$ref": "#/components/schemas/AttemptState"
          },
          "startedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "endedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "evidence": {
            "type": "array",
            "description": "What was proven, one fact a line",
            "items": {
              "type": "string"
            }
          }
        }
      },
      "Run": {
        "type": "object",
        "required": [
          "id",
          "label",
          "secretRef",
          "kind",
          "direction",
          "state",
          "trigger",
          "cause",
          "requestedBy",
          "createdAt",
          "pastNoReturn",
          "turn",
          "actions"
        ],
        "properties": {
          "id": {
            "type": "integer"
          },
          "label": {
            "type": "string",
            "example": "R-2041"
          },
          "secretRef": {
            "type": "string"
          },
          "kind": {
            "$ref": "#/components/schemas/RunKind"
          },
          "direction": {
            "$ref": "#/components/schemas/RunDirection"
          },
          "state": {
            "$ref": "#/components/schemas/RunState"
          },
          "step": {
            "$ref": "#/components/schemas/StepName"
          },
          "wave": {
            "type": "integer"
          },
          "waves": {
            "type": "integer"
          },
          "trigger": {
            "$ref": "#/components/schemas/RunTrigger"
          },
          "cause": {
            "$ref": "#/components/schemas/RunCause"
          },
          "reason": {
            "type": "string"
          },
          "requestedBy": {
            "$ref": "#/components/schemas/Actor"
          },
          "oldVersion": {
            "type": "integer"
          },
          "newVersion": {
            "type": "integer"
          },
          "createdAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "closedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "overlapStartedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "overlapEndsAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "convergenceSeconds": {
            "type": "number",
            "minimum": 0,
            "description": "From when the new version became current to the last required consumer's first attestation of it. Absent until verify is over, in a rollback, without consumers, and of a version that the run only adopted"
          },
          "pastNoReturn": {
            "type": "boolean",
            "description": "revoke has begun: no rollback any more"
          },
          "result": {
            "type": "string",
            "description": "How it ended, in words"
          },
          "turn": {
            "$ref": "#/components/schemas/Turn"
          },
          "actions": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Action"
            }
          }
        }
      },
      "RunPage": {
        "type": "object",
        "required": [
          "items"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Run"
            }
          },
          "nextCursor": {
            "type": "string"
          }
        }
      },
      "RunDetail": {
        "allOf": [
          {
            "$ref": "#/components/schemas/Run"
          },
          {
            "type": "object",
            "required": [
              "attempts",
              "consumers",
              "gates"
            ],
            "properties": {
              "attempts": {
                "type": "array",
                "description": "Oldest first",
                "items": {
                  "$ref": "#/components/schemas/Attempt"
                }
              },
              "consumers": {
                "type": "array",
                "description": "By wave",
                "items": {
                  "$ref": "#/components/schemas/RunConsumer"
                }
              },
              "gates": {
                "type": "array",
                "description": "What must hold before revoke",
                "items": {
                  "$ref": "#/components/schemas/Gate"
                }
              }
            }
          }
        ]
      },
      "RunEvent": {
        "type": "object",
        "required": [
          "id",
          "at",
          "action",
          "actor"
        ],
        "properties": {
          "id": {
            "type": "integer"
          },
          "at": {
            "$ref": "#/components/schemas/Instant"
          },
          "action": {
            "type": "string",
            "example": "step.done"
          },
          "actor": {
            "$ref": "#/components/schemas/Actor"
          },
          "step": {
            "$ref": "#/components/schemas/StepName"
          },
          "detail": {
            "type": "object",
            "additionalProperties": true
          }
        }
      },
      "RunEventPage": {
        "type": "object",
        "required": [
          "items"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/RunEvent"
            }
          },
          "nextCursor": {
            "type": "string"
          }
        }
      },
      "PlanCheck": {
        "type": "object",
        "required": [
          "code",
          "ok",
          "message"
        ],
        "properties": {
          "code": {
            "type": "string"
          },
          "ok": {
            "type": "boolean"
          },
          "message": {
            "type": "string"
          },
          "fix": {
            "type": "string"
          }
        }
      },
      "UnmappedUse": {
        "type": "object",
        "required": [
          "sessions"
        ],
        "properties": {
          "label": {
            "type": "string",
            "description": "What the sessions call themselves; absent when they or the target do not say"
          },
          "sessions": {
            "type": "integer",
            "minimum": 1
          }
        }
      },
      "PlanConsumer": {
        "type": "object",
        "required": [
          "entityRef",
          "provable"
        ],
        "properties": {
          "entityRef": {
            "type": "string"
          },
          "title": {
            "type": "string"
          },
          "owner": {
            "type": "string"
          },
          "provable": {
            "type": "boolean"
          },
          "instances": {
            "type": "integer",
            "description": "How many are expected; absent when they could not be counted"
          },
          "effect": {
            "type": "string",
            "description": "What will be done to it, in words"
          }
        }
      },
      "PlanWave": {
        "type": "object",
        "required": [
          "wave",
          "consumers",
          "startsAfterSeconds",
          "endsAfterSeconds"
        ],
        "properties": {
          "wave": {
            "type": "integer"
          },
          "startsAfterSeconds": {
            "type": "integer"
          },
          "endsAfterSeconds": {
            "type": "integer",
            "description": "With the soak"
          },
          "consumers": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/PlanConsumer"
            }
          }
        }
      },
      "Plan": {
        "type": "object",
        "required": [
          "computedAt",
          "kind",
          "ready",
          "checks",
          "waves",
          "steps",
          "overlapSeconds",
          "estimatedSeconds",
          "asked",
          "unproven",
          "willNotHappen"
        ],
        "properties": {
          "computedAt": {
            "$ref": "#/components/schemas/Instant"
          },
          "kind": {
            "$ref": "#/components/schemas/RunKind"
          },
          "ready": {
            "type": "boolean",
            "description": "Whether a start now would not be refused. Without consumers it stands still at preflight, before the first write, until somebody says that nobody uses the secret"
          },
          "checks": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/PlanCheck"
            }
          },
          "oldAccount": {
            "type": "string"
          },
          "newAccount": {
            "type": "string"
          },
          "steps": {
            "type": "array",
            "items": {
              "type": "object",
              "required": [
                "step",
                "atSeconds"
              ],
              "properties": {
                "step": {
                  "$ref": "#/components/schemas/StepName"
                },
                "atSeconds": {
                  "type": "integer",
                  "description": "Estimated start after now"
                }
              }
            }
          },
          "waves": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/PlanWave"
            }
          },
          "unmappedUse": {
            "type": "array",
            "description": "Open sessions on the account in use that no consumer explains. Absent when the target does not tell",
            "items": {
              "$ref": "#/components/schemas/UnmappedUse"
            }
          },
          "overlapSeconds": {
            "type": "integer"
          },
          "estimatedSeconds": {
            "type": "integer"
          },
          "asked": {
            "type": "array",
            "description": "Who is asked before or during the run",
            "items": {
              "type": "string"
            }
          },
          "unproven": {
            "type": "array",
            "description": "What cannot be proven",
            "items": {
              "type": "string"
            }
          },
          "willNotHappen": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        }
      },
      "ConfigurationEntry": {
        "type": "object",
        "required": [
          "section",
          "name"
        ],
        "properties": {
          "section": {
            "type": "string",
            "enum": [
              "stores",
              "rotators",
              "consumers",
              "health",
              "policies",
              "freezes",
              "enrolment",
              "root"
            ]
          },
          "name": {
            "type": "string"
          },
          "kind": {
            "type": "string"
          },
          "problem": {
            "$ref": "#/components/schemas/Problem"
          }
        }
      },
      "Configuration": {
        "type": "object",
        "required": [
          "entries"
        ],
        "properties": {
          "entries": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/ConfigurationEntry"
            }
          }
        }
      },
      "ErrorBody": {
        "type": "object",
        "required": [
          "error"
        ],
        "properties": {
          "error": {
            "type": "object",
            "required": [
              "name",
              "message"
            ],
            "properties": {
              "name": {
                "type": "string"
              },
              "message": {
                "type": "string"
              },
              "field": {
                "type": "string",
                "description": "Which part of the request is wrong"
              },
              "openRun": {
                "type": "integer",
                "description": "The run that is already open (409)"
              }
            }
          }
        }
      }
    }
  }
};
