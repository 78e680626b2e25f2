/* SPDX-License-Identifier: GPL-2.0-only */
/* Adding up losses; see losses.h. */
#include "session/losses.h"

int losses_of_source(struct losses *l, struct source *s, uint64_t told_cnt, const struct diag *d)
{
	struct source_loss loss;
	int more;

	*l = (struct losses){ .exact = true };
	for (unsigned int i = 0; (more = source_loss(s, i, &loss)) > 0; i++) {
		l->exit_cnt += loss.exit_cnt;
		l->other_cnt += loss.other_cnt;
		l->exact = l->exact && loss.exact;
		if (loss.exit_cnt || loss.other_cnt)
			diag_say(d, DIAG_INFO, "CPU %d lost %llu exits and %llu other records",
				 loss.cpu, (unsigned long long)loss.exit_cnt,
				 (unsigned long long)loss.other_cnt);
	}
	if (!l->exact)
		*l = (struct losses){ .other_cnt = told_cnt };
	return more;
}
