/* SPDX-License-Identifier: GPL-2.0-only */
/* Asking for and dropping capabilities; see caps.h. */
#include "util/caps.h"

#include <errno.h>

static bool is_set(cap_t caps, cap_value_t cap, cap_flag_t set)
{
	cap_flag_value_t v;

	return cap_get_flag(caps, cap, set, &v) == 0 && v == CAP_SET;
}

bool caps_have(cap_value_t cap)
{
	cap_t caps = cap_get_proc();
	bool have = caps && is_set(caps, cap, CAP_EFFECTIVE);

	cap_free(caps);
	return have;
}

int caps_drop_but(const cap_value_t *keep, size_t keep_cnt)
{
	cap_t old = cap_get_proc(), caps = cap_init();
	int err = 0;

	if (!old || !caps) {
		err = -errno;
		goto out;
	}
	for (size_t i = 0; i < keep_cnt; i++) {
		if (!is_set(old, keep[i], CAP_PERMITTED))
			continue;
		if (cap_set_flag(caps, CAP_PERMITTED, 1, &keep[i], CAP_SET) ||
		    cap_set_flag(caps, CAP_EFFECTIVE, 1, &keep[i], CAP_SET)) {
			err = -errno;
			goto out;
		}
	}
	/* The ambient set empties itself with the permitted one. */
	if (cap_set_proc(caps))
		err = -errno;
out:
	cap_free(old);
	cap_free(caps);
	return err;
}
