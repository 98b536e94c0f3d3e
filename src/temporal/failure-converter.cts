// Puts message and stack of failures into a payload, so that the codec encrypts them as well. Loaded by path by Temporal's SDK,
// also into the workflow sandbox; plain CommonJS without types, because not every loader on the way knows them.
exports.failureConverter = new (require('@temporalio/common').DefaultFailureConverter)({
  encodeCommonAttributes: true,
});
