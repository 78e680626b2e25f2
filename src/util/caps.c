/* SPDX-License-Identifier: GPL-2.0-only */
/* Asking for, taking and dropping capabilities; see caps.h. */
#include "util/caps.h"

#include <errno.h>
#include <sys/auxv.h>
#include <unistd.h>

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

bool caps_borrowed(void)
{
	/* Root has its own, also where a security module has set AT_SECURE. */
	return getauxval(AT_SECURE) && getuid();
}

/* Empties some of our sets; the others stay. */
static int clear_sets(const cap_flag_t *sets, size_t set_cnt)
{
	cap_t caps = cap_get_proc();
	int err = caps ? 0 : -errno;

	for (size_t i = 0; !err && i < set_cnt; i++)
		if (cap_clear_flag(caps, sets[i]))
			err = -errno;
	if (!err && cap_set_proc(caps))
		err = -errno;
	cap_free(caps);
	return err;
}

int caps_begin(void)
{
	static const cap_flag_t sets[] = { CAP_EFFECTIVE };

	if (!caps_borrowed())
		return 0;
	if (geteuid() != getuid() || getegid() != getgid())
		return -EPERM;
	return clear_sets(sets, 1);
}

int caps_take(void)
{
	cap_t caps = cap_get_proc();
	int err = caps ? 0 : -errno;

	for (cap_value_t cap = 0; !err && CAP_IS_SUPPORTED(cap); cap++)
		if (is_set(caps, cap, CAP_PERMITTED) &&
		    cap_set_flag(caps, CAP_EFFECTIVE, 1, &cap, CAP_SET))
			err = -errno;
	if (!err && cap_set_proc(caps))
		err = -errno;
	cap_free(caps);
	return err;
}

int caps_give_back(void)
{
	static const cap_flag_t sets[] = { CAP_EFFECTIVE, CAP_PERMITTED };

	return caps_borrowed() ? clear_sets(sets, 2) : 0;
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
