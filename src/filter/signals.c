/* SPDX-License-Identifier: GPL-2.0-only */
/* Signals by the names that we print; see signals.h. */
#include "filter/signals.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "syscall/const_set.h"
#include "util/nearest.h"
#include "util/parse.h"

enum { SIGNAL_MAX = 64 };

static uint64_t find_named(const char *name)
{
	const struct const_set *set = &set_signals;

	for (unsigned int i = 0; i < set->row_cnt; i++)
		if (!strcasecmp(name, set->rows[i].name))
			return set->rows[i].value;
	return 0;
}

static int no_such_signal(const char *typed, const char *name, const struct diag *d)
{
	const struct const_set *set = &set_signals;
	struct nearest n;

	nearest_init(&n, name, strlen(name));
	for (unsigned int i = 0; i < set->row_cnt; i++)
		nearest_offer(&n, set->rows[i].name);
	return diag_fail(d, -EINVAL, "there is no signal '%s'%s", typed, nearest_hint(&n));
}

int signals_find(const char *name, uint64_t *bit, const struct diag *d)
{
	const char *short_name = strncasecmp(name, "SIG", 3) ? name : name + 3;
	uint64_t signal;

	if (parse_u64(name, 1, SIGNAL_MAX, &signal))
		signal = find_named(short_name);
	if (!signal)
		return no_such_signal(name, short_name, d);
	*bit = 1ull << (signal - 1);
	return 0;
}
