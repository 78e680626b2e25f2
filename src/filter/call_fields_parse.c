/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fields of a call are called, and the words that stand for numbers beside them. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>

#include "filter/call_fields_private.h"
#include "pair/call_state.h"
#include "syscall/errnos.h"
#include "task/creds.h"
#include "util/nearest.h"

enum { NAME_BYTES = 64 };

#define ARGS_PREFIX "args."

enum { ARGS_PREFIX_LEN = sizeof(ARGS_PREFIX) - 1 };

/* The argument at @p or, behind the last of a row, the first of the next that has any; or NULL. */
static const struct syscall_arg *settle(struct arg_place *p)
{
	const struct syscall_desc *d;

	while ((d = syscall_at(p->desc_idx))) {
		const struct syscall_arg *arg = arg_place_get(p);

		if (arg)
			return arg;
		p->idx = 0;
		if (d->variants && p->row < d->variants->row_cnt) {
			p->row++;
		} else {
			p->row = 0;
			p->desc_idx++;
		}
	}
	return NULL;
}

/* The first place from @p on of an argument called @name, or NULL. */
static const struct syscall_arg *find_from(struct arg_place *p, const char *name, size_t len)
{
	const struct syscall_arg *arg;

	for (; (arg = settle(p)); p->idx++)
		if (len && arg_has_name(arg, name, len))
			return arg;
	return NULL;
}

int call_field_find(const char *name, size_t len, enum expr_type *type)
{
	struct arg_place p = { 0 };

	for (int i = 0; i < FIELD_CNT; i++) {
		const char *field = call_field_name(i);

		if (strlen(field) != len || memcmp(field, name, len) != 0)
			continue;
		*type = call_field_type(i);
		return i;
	}
	if (len <= ARGS_PREFIX_LEN || memcmp(name, ARGS_PREFIX, ARGS_PREFIX_LEN) != 0)
		return -ENOENT;
	if (!find_from(&p, name + ARGS_PREFIX_LEN, len - ARGS_PREFIX_LEN))
		return -ENOENT;
	*type = EXPR_NUMBER;
	return FIELD_ARGS + arg_place_pack(&p);
}

const char *call_field_name_at(void *ctx, size_t idx)
{
	struct call_field_names *names = ctx;
	const struct syscall_arg *arg;

	if (idx < FIELD_CNT)
		return call_field_name((enum call_field)idx);
	if (idx == FIELD_CNT)
		names->place = (struct arg_place){ 0 };
	/* Those that mean nothing in a variant have no name. */
	while ((arg = settle(&names->place)) && !arg->name_len)
		names->place.idx++;
	if (!arg)
		return NULL;
	names->place.idx++;
	strcpy(names->name, ARGS_PREFIX);
	strncat(names->name, arg->name, sizeof(names->name) - sizeof(ARGS_PREFIX));
	return names->name;
}

/* A word and the numbers that were found for it. */
struct word {
	const char *text;
	size_t len;
	int64_t number;
	bool found;
	bool ambiguous; /* there is more than one */
};

static void word_means(struct word *w, int64_t number)
{
	if (w->found && w->number != number)
		w->ambiguous = true;
	w->number = number;
	w->found = true;
}

static bool word_is(const struct word *w, const char *prefix, const char *name)
{
	size_t prefix_len = strlen(prefix), len = strlen(name);

	return w->len == prefix_len + len && memcmp(w->text, prefix, prefix_len) == 0 &&
	       memcmp(w->text + prefix_len, name, len) == 0;
}

static void find_in_set(const struct const_set *set, struct word *w, bool with_prefix)
{
	const char *prefix = with_prefix ? set->prefix : "";

	set = const_set_of(set, arch_native_abi());
	for (unsigned int i = 0; i < set->row_cnt; i++)
		if (word_is(w, prefix, set->rows[i].name))
			word_means(w, (int64_t)set->rows[i].value);
	if (set->field)
		find_in_set(set->field, w, with_prefix);
}

static void find_signal(struct word *w, bool with_prefix)
{
	for (int sig = 1; sig < NSIG; sig++) {
		const char *name = sigabbrev_np(sig);

		if (name && word_is(w, with_prefix ? "SIG" : "", name))
			word_means(w, sig);
	}
}

static void find_in_arg(const struct syscall_arg *arg, struct word *w, bool with_prefix)
{
	if (arg->set)
		find_in_set(arg->set, w, with_prefix);
	if (arg->kind == ARG_SIGNAL)
		find_signal(w, with_prefix);
	if (arg->kind == ARG_DIRFD && word_is(w, with_prefix ? "AT_FD" : "", "CWD"))
		word_means(w, AT_FDCWD);
}

/* What @w means in arguments that are called as @field says, of whichever calls. */
static void find_in_args(int field, struct word *w, bool with_prefix)
{
	const struct syscall_arg *named = call_field_arg(field), *arg;
	struct arg_place p = { 0 };

	for (; (arg = find_from(&p, named->name, named->name_len)); p.idx++)
		find_in_arg(arg, w, with_prefix);
}

/*
 * O_CREAT, or else CREAT as lines have it. Without its prefix a word may stand for several
 * numbers: CLOEXEC is one in open and another one in memfd_create.
 */
static int arg_word(int field, const char *text, size_t len, int64_t *number)
{
	struct word w = { .text = text, .len = len };

	find_in_args(field, &w, true);
	if (!w.found)
		find_in_args(field, &w, false);
	if (!w.found)
		return -ENOENT;
	*number = w.number;
	return w.ambiguous ? -ENOTUNIQ : 0;
}

static int errno_word(const char *text, size_t len, int64_t *number)
{
	int err = errno_find(text, len);

	*number = err;
	return err < 0 ? err : 0;
}

static int user_word(const char *text, size_t len, int64_t *number)
{
	char name[NAME_BYTES];

	if (len >= sizeof(name))
		return -ENOENT;
	memcpy(name, text, len);
	name[len] = '\0';
	return creds_parse_user(name, NULL, number) ? -ENOENT : 0;
}

int call_field_word(void *unused, int id, const char *text, size_t len, int64_t *number)
{
	(void)unused;
	if (id >= FIELD_ARGS)
		return arg_word(id, text, len, number);
	switch (id) {
	case FIELD_ERRNO:
	case FIELD_RET: /* -ENOENT */
		return errno_word(text, len, number);
	case FIELD_UID:
		return user_word(text, len, number);
	default:
		return -ENOENT;
	}
}

/* Whether @text is @name, which is offered if not. */
static bool is_text(const char *name, const char *text, size_t len, struct nearest *near)
{
	if (strlen(name) == len && !memcmp(name, text, len))
		return true;
	nearest_offer(near, name);
	return false;
}

static bool can_be_call(const char *text, size_t len, struct nearest *near)
{
	static const char nameless[] = "syscall_";
	const struct syscall_desc *d;

	if (len >= sizeof(nameless) && !memcmp(text, nameless, sizeof(nameless) - 1))
		return true;
	for (size_t i = 0; (d = syscall_at(i)); i++)
		if (d->name && is_text(d->name, text, len, near))
			return true;
	return false;
}

bool call_field_can_be(void *unused, int id, const char *text, size_t len, struct nearest *near)
{
	(void)unused;
	switch (id) {
	case FIELD_SYSCALL:
		return can_be_call(text, len, near);
	case FIELD_ABI:
		for (enum abi abi = 0; abi < ABI_CNT; abi++)
			if (is_text(abi_name(abi), text, len, near))
				return true;
		return false;
	case FIELD_STATE:
		for (enum call_state state = 0; state <= CALL_UNFINISHED; state++)
			if (is_text(call_state_name(state), text, len, near))
				return true;
		return false;
	default:
		return true;
	}
}

static int find(void *arg, const char *name, size_t len, enum expr_type *type)
{
	(void)arg;
	return call_field_find(name, len, type);
}

int call_expr_parse(const char *text, const struct diag *d, struct expr **out)
{
	struct call_field_names names = { .name = "" };
	struct expr_fields fields = {
		.find = find,
		.name_at = call_field_name_at,
		.word = call_field_word,
		.can_be = call_field_can_be,
		.arg = &names,
	};

	return expr_parse(text, &fields, d, out);
}
