/* SPDX-License-Identifier: GPL-2.0-only */
/* From names, patterns and classes to sets of system calls; see call_names.h. */
#include "filter/call_names.h"

#include <errno.h>
#include <fnmatch.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "syscall/classes.h"
#include "util/nearest.h"
#include "util/parse.h"

/* Which calls are looked for: those that @fits says yes to. */
struct query {
	bool (*fits)(const struct query *q, int64_t nr, const struct syscall_desc *desc);
	unsigned int abis; /* 1 << enum abi */
	const char *text; /* a name or a glob */
	const regex_t *regex;
	uint32_t classes;
	int64_t nr;
	bool found;
};

static bool fits_name(const struct query *q, int64_t nr, const struct syscall_desc *desc)
{
	(void)nr;
	return desc->name && !strcmp(desc->name, q->text);
}

static bool fits_glob(const struct query *q, int64_t nr, const struct syscall_desc *desc)
{
	(void)nr;
	return desc->name && !fnmatch(q->text, desc->name, 0);
}

static bool fits_regex(const struct query *q, int64_t nr, const struct syscall_desc *desc)
{
	(void)nr;
	return desc->name && !regexec(q->regex, desc->name, 0, NULL, 0);
}

static bool fits_class(const struct query *q, int64_t nr, const struct syscall_desc *desc)
{
	(void)nr;
	return desc->classes & q->classes;
}

static bool fits_nr(const struct query *q, int64_t nr, const struct syscall_desc *desc)
{
	(void)desc;
	return nr == q->nr;
}

static bool wanted(void *arg, enum abi abi, int64_t nr, const struct syscall_desc *desc)
{
	struct query *q = arg;

	if (!(q->abis & 1u << abi) || !q->fits(q, nr, desc))
		return false;
	q->found = true;
	return true;
}

static bool find(struct syscall_set *s, struct query *q)
{
	syscall_set_add_where(s, wanted, q);
	return q->found;
}

/* --- What cannot be found ------------------------------------------------------------------ */

static int no_such_call(const char *name, const struct diag *d)
{
	const struct syscall_class_row *row;
	const struct syscall_desc *desc;
	struct nearest n;

	nearest_init(&n, name, strlen(name));
	for (size_t i = 0; (desc = syscall_at(i)); i++)
		if (desc->name)
			nearest_offer(&n, desc->name);
	for (size_t i = 0; (row = syscall_class_at(i)); i++)
		nearest_offer(&n, row->name);
	if (n.cnt && !strcmp(n.best[0].name, name))
		return diag_fail(d, -EINVAL, "only other ABIs have a system call '%s'", name);
	return diag_fail(d, -EINVAL, "there is no system call '%s'%s", name, nearest_hint(&n));
}

static int no_such_class(const char *name, const struct diag *d)
{
	const struct syscall_class_row *row;
	struct nearest n;

	nearest_init(&n, name, strlen(name));
	for (size_t i = 0; (row = syscall_class_at(i)); i++)
		nearest_offer(&n, row->name);
	return diag_fail(d, -EINVAL, "there is no class '%s'%s", name,
			 n.cnt ? nearest_hint(&n) : "; see 'systrail list classes'");
}

static int no_match(const char *pattern, const struct diag *d)
{
	return diag_fail(d, -EINVAL, "no system call matches '%s'; see 'systrail list syscalls'",
			 pattern);
}

/* --- Kinds of items ------------------------------------------------------------------------ */

/* @item is `/regex/` or `/regex`. */
static int add_regex(struct syscall_set *s, const char *item, bool optional, const struct diag *d)
{
	size_t len = strlen(item + 1);
	struct query q = { .fits = fits_regex, .abis = ~0u };
	char *text, why[128];
	bool found = false;
	regex_t regex;
	int err;

	if (len && item[len] == '/')
		len--;
	if (!len)
		return diag_fail(d, -EINVAL, "the regular expression '%s' is empty", item);
	text = strndup(item + 1, len);
	if (!text)
		return -ENOMEM;
	err = regcomp(&regex, text, REG_EXTENDED | REG_NOSUB);
	free(text);
	if (err) {
		regerror(err, &regex, why, sizeof(why));
		return diag_fail(d, -EINVAL, "the regular expression '%s' is not valid: %s", item,
				 why);
	}
	q.regex = &regex;
	found = find(s, &q);
	regfree(&regex);
	return found || optional ? 0 : no_match(item, d);
}

static int add_class(struct syscall_set *s, const char *name, bool optional, const struct diag *d)
{
	const struct syscall_class_row *row = syscall_class_find(name, strlen(name));
	struct query q = { .fits = fits_class, .abis = ~0u };

	if (!row)
		return optional ? 0 : no_such_class(name, d);
	q.classes = row->bits;
	find(s, &q);
	return 0;
}

static bool is_bare_class(const char *name)
{
	const struct syscall_class_row *row = syscall_class_find(name, strlen(name));

	return row && row->bare && name[0] != '%';
}

/* Cuts off `@64` or `@32`, and leaves in @abis which ABIs it means. */
static int take_suffix(char *name, unsigned int *abis, const struct diag *d)
{
	char *at = strchr(name, '@');
	bool only_32;

	*abis = ~0u;
	if (!at)
		return 0;
	only_32 = !strcmp(at, "@32");
	if (!only_32 && strcmp(at, "@64") != 0)
		return diag_fail(d, -EINVAL,
				 "'%s' is no ABI: write @64 or @32 behind a system call", at);
	*at = '\0';
	for (enum abi abi = 0; abi < ABI_CNT; abi++)
		if (abi_is_32bit(abi) != only_32)
			*abis &= ~(1u << abi);
	return 0;
}

static int add_number(struct syscall_set *s, const char *number, unsigned int abis,
		      const struct diag *d)
{
	struct query q = { .fits = fits_nr, .abis = abis };
	uint64_t nr;

	if (parse_u64(number, 0, SYSCALL_NR_LIMIT - 1, &nr))
		return diag_fail(d, -EINVAL, "there is no system call %s; the last number is %d",
				 number, SYSCALL_NR_LIMIT - 1);
	q.nr = (int64_t)nr;
	find(s, &q);
	return 0;
}

static bool is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

/* @name is a name, a glob or a number, without a suffix. */
static int add_name(struct syscall_set *s, const char *name, unsigned int abis, bool optional,
		    const struct diag *d)
{
	bool glob = strpbrk(name, "*?[");
	struct query q = { .fits = glob ? fits_glob : fits_name, .abis = abis, .text = name };

	if (is_number(name))
		return add_number(s, name, abis, d);
	if (find(s, &q) || optional)
		return 0;
	return glob ? no_match(name, d) : no_such_call(name, d);
}

/* @name and, where there was a ? in front of it, that and @name as a glob. */
static int add_suffixed_name(struct syscall_set *s, const char *name, bool optional,
			     const struct diag *d)
{
	char *copy = strdup(name - optional);
	unsigned int abis;
	int err;

	if (!copy)
		return -ENOMEM;
	err = take_suffix(copy, &abis, d);
	if (!err && optional)
		err = add_name(s, copy, abis, true, d);
	if (!err)
		err = add_name(s, copy + optional, abis, optional, d);
	free(copy);
	return err;
}

int call_names_add(struct syscall_set *s, const char *item, const struct diag *d)
{
	bool optional = item[0] == '?';
	const char *name = item + optional;

	if (!strcmp(name, "all")) {
		syscall_set_fill(s);
		return 0;
	}
	if (!strcmp(name, "none"))
		return 0;
	if (name[0] == '/')
		return add_regex(s, name, optional, d);
	if (name[0] == '%' || is_bare_class(name))
		return add_class(s, name, optional, d);
	return add_suffixed_name(s, name, optional, d);
}
