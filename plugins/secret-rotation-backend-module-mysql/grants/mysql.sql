-- Keyturn's own login on MySQL: it changes accounts and ends their sessions. It reads no table of yours.
CREATE USER 'keyturn'@'%' IDENTIFIED BY '<password>';
GRANT CREATE USER, PROCESS ON *.* TO 'keyturn'@'%';
GRANT CONNECTION_ADMIN ON *.* TO 'keyturn'@'%';
GRANT SELECT ON mysql.* TO 'keyturn'@'%';

-- Where Keyturn writes down which of its workers acts, so that one that comes too late is refused.
CREATE DATABASE IF NOT EXISTS keyturn;
CREATE TABLE IF NOT EXISTS keyturn.fences (
  account VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
  run BIGINT UNSIGNED NOT NULL,
  epoch BIGINT UNSIGNED NOT NULL,
  verifiers TEXT,
  newest_session BIGINT UNSIGNED
) ENGINE = InnoDB;
GRANT SELECT, INSERT, UPDATE ON keyturn.fences TO 'keyturn'@'%';
