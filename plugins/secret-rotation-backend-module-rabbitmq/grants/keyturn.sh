#!/bin/sh
# What Keyturn's user needs, and no more: the tag that may change users. It gets no permission in any virtual host.
# Run it on any node of the cluster. It reads the password from its first line of input.
set -eu
rabbitmqctl add_user keyturn
rabbitmqctl set_user_tags keyturn administrator
