// `npm run schedules`: applies src/config/schedules.json (or MORROW_SCHEDULES_FILE) to Temporal; `-- --dry-run` only tells.
process.argv.splice(2, 0, 'schedules', 'apply');
await import('./cli.ts');
