/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of errors; see errnos.h. */
#include "syscall/errnos.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "util/nearest.h"
#include "util/parse.h"

/* Those of include/linux/errno.h, which the C library does not know. */
/* clang-format off */
static const struct {
	int err;
	const char *name;
	const char *text;
} restarts[] = {
	{ 512, "ERESTARTSYS", "interrupted; restarts if SA_RESTART is set" },
	{ 513, "ERESTARTNOINTR", "interrupted; restarts" },
	{ 514, "ERESTARTNOHAND", "interrupted; restarts unless a handler runs" },
	{ 516, "ERESTART_RESTARTBLOCK", "interrupted; goes on as restart_syscall" },
};
/* clang-format on */

enum { RESTART_CNT = sizeof(restarts) / sizeof(*restarts) };

const char *errno_name(int err)
{
	for (size_t i = 0; i < RESTART_CNT; i++)
		if (restarts[i].err == err)
			return restarts[i].name;
	return err ? strerrorname_np(err) : NULL;
}

const char *errno_text(int err)
{
	for (size_t i = 0; i < RESTART_CNT; i++)
		if (restarts[i].err == err)
			return restarts[i].text;
	return strerrordesc_np(err);
}

/* Other names of numbers that have one. */
static const struct {
	const char *name;
	int err;
} aliases[] = {
	{ "EWOULDBLOCK", EAGAIN },
	{ "EDEADLOCK", EDEADLOCK },
	{ "ENOTSUP", ENOTSUP },
};

enum { ALIAS_CNT = sizeof(aliases) / sizeof(*aliases) };

static bool is_name(const char *known, const char *name, size_t len)
{
	return known && strlen(known) == len && memcmp(known, name, len) == 0;
}

int errno_find(const char *name, size_t len)
{
	for (int err = 1; err <= ERRNO_MAX; err++)
		if (is_name(errno_name(err), name, len))
			return err;
	for (size_t i = 0; i < ALIAS_CNT; i++)
		if (is_name(aliases[i].name, name, len))
			return aliases[i].err;
	return -ENOENT;
}

static int fail_unknown(const struct diag *d, const char *item, size_t len)
{
	struct nearest n;

	nearest_init(&n, item, len);
	for (int err = 1; err <= ERRNO_MAX; err++)
		if (errno_name(err))
			nearest_offer(&n, errno_name(err));
	return diag_fail(d, -EINVAL, "there is no error '%.*s'%s", (int)len, item,
			 nearest_hint(&n));
}

/* The number of one item, a name or a number, or -EINVAL. */
static int errno_of(const char *item, size_t len)
{
	int err = errno_find(item, len);
	char digits[8];
	uint64_t number;

	if (err > 0)
		return err;
	if (len >= sizeof(digits))
		return -EINVAL;
	memcpy(digits, item, len);
	digits[len] = '\0';
	return parse_u64(digits, 1, ERRNO_MAX, &number) ? -EINVAL : (int)number;
}

int errno_parse_list(const char *list, const struct diag *d, struct ids *out)
{
	for (;;) {
		size_t len = strcspn(list, ",");
		int err = errno_of(list, len);

		if (!len)
			return diag_fail(d, -EINVAL,
					 "an error is missing: write names or numbers with "
					 "commas between them, as in ENOENT,EAGAIN");
		if (err < 0)
			return fail_unknown(d, list, len);
		if (ids_add_new(out, err))
			return diag_fail(d, -ENOMEM, "no memory for a list of errors");
		if (!list[len])
			return 0;
		list += len + 1;
	}
}
