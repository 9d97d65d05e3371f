# A stand-in for the operator's commands: an instance is a folder, its manner a file. Real processes, no service.
# sh instance.sh reload|health|attest <instance>, with the folder of all instances in $WORLD.
cd "$WORLD/$2" || exit 70
manner=$(cat manner)
[ "$1" = reload ] && echo >>writes
case $manner in
unreachable) exit 69 ;;
hangs)
  sleep 3600
  exit 1
  ;;
denies) [ "$1" = health ] || exit 77 ;;
esac
case $1 in
reload) exec "$RESTART_ONCE" told sh -c 'echo "$KEYTURN_VERSION" >>restarts' ;;
health) [ "$(cat health)" = healthy ] || exit 3 ;;
attest)
  case $manner in
  babbles) echo '{"instance": 7}' ;;
  floods) exec yes '[[[[[[[[' ;;
  *) cat "answer-$KEYTURN_NONCE.json" ;;
  esac
  ;;
esac
