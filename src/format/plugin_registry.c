/* SPDX-License-Identifier: GPL-2.0-only */
/* What plugins have registered; see plugin_registry.h. */
#include "format/plugin_registry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "syscall/ioctl.h"

bool plugin_text_is_good(const char *s, size_t size)
{
	size_t len = s ? strnlen(s, size) : 0;

	if (!len || len == size)
		return false;
	for (size_t i = 0; i < len; i++)
		if (s[i] < ' ' || s[i] > '~')
			return false;
	return true;
}

static void free_hook(struct plugin_hook *hook)
{
	if (!hook)
		return;
	free(hook->name);
	free(hook->system);
	free(hook->ioctl_names);
	free(hook);
}

/* A hook that is not in the registry yet; NULL: no memory. @name, @system: copied, may be NULL. */
static struct plugin_hook *new_hook(enum plugin_hook_type type, const void *owner,
				    const char *system, const char *name)
{
	struct plugin_hook *hook = calloc(1, sizeof(*hook));

	if (!hook)
		return NULL;
	hook->type = type;
	hook->owner = owner;
	hook->name_len = name ? strlen(name) : 0;
	hook->name = name ? strdup(name) : NULL;
	hook->system = system ? strdup(system) : NULL;
	if ((name && !hook->name) || (system && !hook->system)) {
		free_hook(hook);
		return NULL;
	}
	return hook;
}

/* Room for one hook more. Returns 0, -E2BIG or -ENOMEM. */
static int reserve_hook(struct plugin_registry *r)
{
	struct plugin_hook **grown;

	if (r->hook_cnt >= PLUGIN_HOOKS_MAX || r->last_handle == INT32_MAX)
		return -E2BIG;
	grown = reallocarray(r->hooks, r->hook_cnt + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	r->hooks = grown;
	return 0;
}

static int add_hook(struct plugin_registry *r, struct plugin_hook *hook)
{
	hook->handle = ++r->last_handle;
	r->hooks[r->hook_cnt++] = hook;
	return hook->handle;
}

static int by_arg(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)((const struct plugin_arg_row *)a)->arg;
	uintptr_t y = (uintptr_t)((const struct plugin_arg_row *)b)->arg;

	return x < y ? -1 : x > y;
}

static int by_request(const void *a, const void *b)
{
	const struct plugin_ioctl_row *x = a, *y = b;

	if (x->request != y->request)
		return x->request < y->request ? -1 : 1;
	return x->hook->handle - y->hook->handle;
}

/* Calls @fn for every argument of every call, whichever its ABI and variant. */
static void for_each_arg(void (*fn)(void *to, const struct syscall_arg *arg), void *to)
{
	const struct syscall_arg *arg;
	const struct syscall_desc *d;

	for (size_t i = 0; (arg = ioctl_arg_at(i)); i++)
		fn(to, arg);
	for (size_t i = 0; (d = syscall_at(i)); i++) {
		for (unsigned int k = 0; k < d->arg_cnt; k++)
			fn(to, &d->args[k]);
		for (unsigned int v = 0; d->variants && v < d->variants->row_cnt; v++)
			for (unsigned int k = 0; k < d->variants->rows[v].arg_cnt; k++)
				fn(to, &d->variants->rows[v].args[k]);
	}
}

/* The arguments of a kind: counted, and where there is room, noted. */
struct collection {
	const char *kind;
	struct plugin_hook *hook;
	struct plugin_arg_row *rows; /* NULL: only count */
	size_t cnt;
};

static void collect(void *to, const struct syscall_arg *arg)
{
	struct collection *c = to;

	if (strcmp(syscall_kind_name(arg), c->kind) != 0)
		return;
	if (c->rows)
		c->rows[c->cnt] = (struct plugin_arg_row){ arg, c->hook };
	c->cnt++;
}

static bool kind_is_taken(const struct plugin_registry *r, const char *kind)
{
	for (size_t i = 0; i < r->hook_cnt; i++)
		if (r->hooks[i]->type == PLUGIN_KIND && !strcmp(r->hooks[i]->name, kind))
			return true;
	return false;
}

int plugin_registry_add_kind(struct plugin_registry *r, const void *owner, const char *kind,
			     systrail_value_fn *format, void *priv)
{
	struct collection all = { .kind = kind };
	struct plugin_arg_row *grown;
	int err;

	if (!plugin_text_is_good(kind, PLUGIN_NAME_MAX) || !format)
		return -EINVAL;
	if (kind_is_taken(r, kind))
		return -EEXIST;
	for_each_arg(collect, &all);
	if (!all.cnt)
		return -ENOENT;
	err = reserve_hook(r);
	if (err)
		return err;
	grown = reallocarray(r->args, r->arg_cnt + all.cnt, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	r->args = grown;
	all.hook = new_hook(PLUGIN_KIND, owner, NULL, kind);
	if (!all.hook)
		return -ENOMEM;
	all.hook->format = format;
	all.hook->priv = priv;
	all.rows = r->args + r->arg_cnt;
	all.cnt = 0;
	for_each_arg(collect, &all);
	r->arg_cnt += all.cnt;
	qsort(r->args, r->arg_cnt, sizeof(*r->args), by_arg);
	return add_hook(r, all.hook);
}

/* Checks all rows, and adds up the bytes of their names. */
static int check_ioctls(const struct systrail_ioctl *rows, size_t row_cnt, size_t *name_bytes)
{
	if (!rows || !row_cnt)
		return -EINVAL;
	if (row_cnt > PLUGIN_IOCTLS_MAX)
		return -E2BIG;
	*name_bytes = 0;
	for (size_t i = 0; i < row_cnt; i++) {
		if (!plugin_text_is_good(rows[i].name, PLUGIN_NAME_MAX))
			return -EINVAL;
		*name_bytes += strlen(rows[i].name) + 1;
	}
	return 0;
}

static void copy_ioctls(struct plugin_registry *r, struct plugin_hook *hook,
			const struct systrail_ioctl *rows, size_t row_cnt)
{
	char *name = hook->ioctl_names;

	for (size_t i = 0; i < row_cnt; i++) {
		r->ioctls[r->ioctl_cnt++] = (struct plugin_ioctl_row){
			.request = rows[i].request,
			.name = name,
			.hook = hook,
		};
		name = stpcpy(name, rows[i].name) + 1;
	}
	hook->ioctl_cnt = row_cnt;
	qsort(r->ioctls, r->ioctl_cnt, sizeof(*r->ioctls), by_request);
}

int plugin_registry_add_ioctls(struct plugin_registry *r, const void *owner, const char *fd_prefix,
			       const struct systrail_ioctl *rows, size_t row_cnt,
			       systrail_value_fn *format, void *priv)
{
	struct plugin_ioctl_row *grown;
	struct plugin_hook *hook;
	size_t name_bytes;
	int err = check_ioctls(rows, row_cnt, &name_bytes);

	if (!err && fd_prefix && !plugin_text_is_good(fd_prefix, PLUGIN_PREFIX_MAX))
		err = -EINVAL;
	if (!err)
		err = reserve_hook(r);
	if (err)
		return err;
	grown = reallocarray(r->ioctls, r->ioctl_cnt + row_cnt, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	r->ioctls = grown;
	hook = new_hook(PLUGIN_IOCTLS, owner, NULL, fd_prefix);
	if (!hook)
		return -ENOMEM;
	hook->ioctl_names = malloc(name_bytes);
	if (!hook->ioctl_names) {
		free_hook(hook);
		return -ENOMEM;
	}
	hook->format = format;
	hook->priv = priv;
	hook->handle = r->last_handle + 1; /* the rows are sorted by it */
	copy_ioctls(r, hook, rows, row_cnt);
	return add_hook(r, hook);
}

int plugin_registry_add_event(struct plugin_registry *r, const void *owner, const char *system,
			      const char *event, systrail_event_fn *format, void *priv)
{
	struct plugin_hook *hook;
	int err;

	if (!plugin_text_is_good(system, PLUGIN_NAME_MAX) ||
	    !plugin_text_is_good(event, PLUGIN_NAME_MAX) || !format)
		return -EINVAL;
	if (plugin_registry_find_event(r, system, event))
		return -EEXIST;
	err = reserve_hook(r);
	if (err)
		return err;
	hook = new_hook(PLUGIN_EVENT, owner, system, event);
	if (!hook)
		return -ENOMEM;
	hook->format_event = format;
	hook->priv = priv;
	return add_hook(r, hook);
}

static void remove_at(struct plugin_registry *r, size_t idx)
{
	struct plugin_hook *hook = r->hooks[idx];
	size_t kept = 0;

	for (size_t i = 0; i < r->arg_cnt; i++)
		if (r->args[i].hook != hook)
			r->args[kept++] = r->args[i];
	r->arg_cnt = kept;
	kept = 0;
	for (size_t i = 0; i < r->ioctl_cnt; i++)
		if (r->ioctls[i].hook != hook)
			r->ioctls[kept++] = r->ioctls[i];
	r->ioctl_cnt = kept;
	r->hook_cnt--;
	memmove(r->hooks + idx, r->hooks + idx + 1, (r->hook_cnt - idx) * sizeof(*r->hooks));
	free_hook(hook);
}

int plugin_registry_remove(struct plugin_registry *r, const void *owner, int handle)
{
	for (size_t i = 0; i < r->hook_cnt; i++) {
		if (r->hooks[i]->handle != handle || r->hooks[i]->owner != owner)
			continue;
		if (r->hooks[i]->busy)
			return -EBUSY;
		remove_at(r, i);
		return 0;
	}
	return -ENOENT;
}

void plugin_registry_remove_all(struct plugin_registry *r, const void *owner)
{
	for (size_t i = r->hook_cnt; i-- > 0;)
		if (!owner || r->hooks[i]->owner == owner)
			remove_at(r, i);
	if (owner)
		return;
	free(r->hooks);
	free(r->args);
	free(r->ioctls);
	*r = (struct plugin_registry){ 0 };
}

size_t plugin_registry_count(const struct plugin_registry *r, const void *owner,
			     enum plugin_hook_type type)
{
	size_t cnt = 0;

	for (size_t i = 0; i < r->hook_cnt; i++)
		if (r->hooks[i]->owner == owner && r->hooks[i]->type == type)
			cnt += type == PLUGIN_IOCTLS ? r->hooks[i]->ioctl_cnt : 1;
	return cnt;
}

struct plugin_hook *plugin_registry_find_arg(const struct plugin_registry *r,
					     const struct syscall_arg *arg)
{
	size_t low = 0, high = r->arg_cnt;

	while (low < high) {
		size_t mid = (low + high) / 2;
		uintptr_t at = (uintptr_t)r->args[mid].arg;

		if (at == (uintptr_t)arg)
			return r->args[mid].hook;
		if (at < (uintptr_t)arg)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* The first of the rows of @request, or where they would be. */
static size_t first_ioctl(const struct plugin_registry *r, uint32_t request)
{
	size_t low = 0, high = r->ioctl_cnt;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (r->ioctls[mid].request < request)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct plugin_ioctl_row *plugin_registry_find_ioctl(const struct plugin_registry *r,
							  uint32_t request, const char *fd_name,
							  size_t fd_name_bytes, bool taken)
{
	const struct plugin_ioctl_row *weak = NULL;

	for (size_t i = first_ioctl(r, request); i < r->ioctl_cnt; i++) {
		const struct plugin_ioctl_row *row = &r->ioctls[i];
		const struct plugin_hook *hook = row->hook;

		if (row->request != request)
			break;
		if (hook->name && fd_name) {
			if (fd_name_bytes >= hook->name_len &&
			    !memcmp(fd_name, hook->name, hook->name_len))
				return row;
			continue;
		}
		if (!weak && !taken)
			weak = row;
	}
	return weak;
}

struct plugin_hook *plugin_registry_find_event(const struct plugin_registry *r, const char *system,
					       const char *event)
{
	for (size_t i = 0; i < r->hook_cnt; i++) {
		struct plugin_hook *hook = r->hooks[i];

		if (hook->type == PLUGIN_EVENT && !strcmp(hook->name, event) &&
		    !strcmp(hook->system, system))
			return hook;
	}
	return NULL;
}
