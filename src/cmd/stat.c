/* SPDX-License-Identifier: GPL-2.0-only */
/* systrail stat: counts, sums and distributions, of what happens or of a recording. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/commands.h"
#include "cmd/options.h"
#include "cmd/recipes.h"

static const char doc[] =
	"Count system calls, or the records of tracepoints, by any of their fields; add up, average and "
	"draw others; measure the time from one tracepoint to another."
	"\v"
	"With a command, systrail exits with its status, else with 0; 1 means that systrail failed, "
	"2 wrong usage, 3 lost events with --strict.";

static void emit(void *arg, enum diag_level level, const char *msg)
{
	(void)arg, (void)level;
	fprintf(stderr, "systrail: %s\n", msg);
}

/* The options again, behind those of the recipe. What they point to is needed until the end. */
static int parse_recipe(struct options *o, int argc, char **argv, const char **args, char ***all)
{
	int cnt = 0;

	while (args[cnt])
		cnt++;
	*all = calloc((size_t)(argc + cnt + 1), sizeof(char *));
	if (!*all)
		return -ENOMEM;
	(*all)[0] = argv[0];
	memcpy(*all + 1, args, (size_t)cnt * sizeof(char *));
	memcpy(*all + 1 + cnt, argv + 1, (size_t)(argc - 1) * sizeof(char *));
	options_fini(o);
	options_parse(OPTION_STAT, doc, argc + cnt, *all, o);
	return 0;
}

int cmd_stat(int argc, char **argv)
{
	const struct diag diag = { .emit = emit };
	const char **args = NULL;
	struct options opt;
	char **all = NULL;
	int status;

	options_parse(OPTION_STAT, doc, argc, argv, &opt);
	if (opt.recipe) {
		args = recipe_args(opt.recipe, &diag);
		if (!args)
			return errno == EINVAL ? STATUS_USAGE : STATUS_FAILED;
		if (parse_recipe(&opt, argc, argv, args, &all))
			return STATUS_FAILED;
	}
	status = opt.input ? report_run(&opt) : trace_run(&opt);
	free(all);
	free(args);
	return status;
}
