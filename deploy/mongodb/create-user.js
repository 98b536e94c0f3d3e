// Runs once, in mongosh, when the image sets up an empty database: the user that mongodb_uri names, who may use one database only.
const { readFileSync } = require('fs');

const uri = new URL(readFileSync('/run/secrets/mongodb_uri', 'utf8').trim());
const database = process.env.MONGODB_DATABASE;

db.getSiblingDB('admin').createUser({
  user: decodeURIComponent(uri.username),
  pwd: decodeURIComponent(uri.password),
  roles: [{ role: 'readWrite', db: database }],
});
