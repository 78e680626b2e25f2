/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What plugins have registered, and how to find it again. Nothing here knows where a plugin comes
 * from: an owner is a pointer.
 *
 * Formatters of a kind are looked up for every argument of every line. The descriptions of
 * arguments are static objects, so at registration all of a kind are collected, and the pointer
 * to one is the key.
 */
#ifndef SYSTRAIL_FORMAT_PLUGIN_REGISTRY_H
#define SYSTRAIL_FORMAT_PLUGIN_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <systrail/plugin.h>

#include "syscall/syscall.h"

/* What one registration may ask for at most. */
enum {
	PLUGIN_NAME_MAX = 64, /* bytes of a kind, an event, a request's name; with the NUL */
	PLUGIN_PREFIX_MAX = 256,
	PLUGIN_IOCTLS_MAX = 4096,
	PLUGIN_HOOKS_MAX = 1024, /* of all plugins together */
};

enum plugin_hook_type {
	PLUGIN_KIND,
	PLUGIN_IOCTLS,
	PLUGIN_EVENT,
};

/* One registration. */
struct plugin_hook {
	enum plugin_hook_type type;
	int handle;
	const void *owner;
	char *name; /* the kind, the event, the prefix of fd names; NULL: any fd */
	size_t name_len;
	char *system; /* EVENT */
	systrail_value_fn *format; /* KIND, IOCTLS; may be NULL with the latter */
	systrail_event_fn *format_event;
	void *priv;
	char *ioctl_names; /* of all rows, one behind the other */
	size_t ioctl_cnt;
	bool busy; /* it is being called */
	bool off; /* it has misbehaved, and is not called again */
};

struct plugin_arg_row {
	const struct syscall_arg *arg;
	struct plugin_hook *hook;
};

struct plugin_ioctl_row {
	uint32_t request;
	const char *name; /* in hook->ioctl_names */
	struct plugin_hook *hook;
};

/* Zero is an empty one. */
struct plugin_registry {
	struct plugin_hook **hooks; /* in the order of their handles */
	size_t hook_cnt;
	int last_handle;
	struct plugin_arg_row *args; /* in the order of their addresses */
	size_t arg_cnt;
	struct plugin_ioctl_row *ioctls; /* by request, then by handle */
	size_t ioctl_cnt;
};

/*
 * Registrations, as <systrail/plugin.h> describes them for plugins: a handle above 0, or -errno
 * and nothing changed.
 */
int plugin_registry_add_kind(struct plugin_registry *r, const void *owner, const char *kind,
			     systrail_value_fn *format, void *priv);
int plugin_registry_add_ioctls(struct plugin_registry *r, const void *owner, const char *fd_prefix,
			       const struct systrail_ioctl *rows, size_t row_cnt,
			       systrail_value_fn *format, void *priv);
int plugin_registry_add_event(struct plugin_registry *r, const void *owner, const char *system,
			      const char *event, systrail_event_fn *format, void *priv);

/* 0; -ENOENT when @owner has no @handle, -EBUSY while it is being called. */
int plugin_registry_remove(struct plugin_registry *r, const void *owner, int handle);

/* All that @owner has registered; NULL: everything, and the memory of the registry. */
void plugin_registry_remove_all(struct plugin_registry *r, const void *owner);

/* How many of @type @owner has registered; requests, not sets of them. */
size_t plugin_registry_count(const struct plugin_registry *r, const void *owner,
			     enum plugin_hook_type type);

/* The formatter of arguments that are an @arg, or NULL. */
struct plugin_hook *plugin_registry_find_arg(const struct plugin_registry *r,
					     const struct syscall_arg *arg);

/*
 * The row that holds for @request on a file descriptor named @fd_name (not terminated; NULL: not
 * known); with @taken, where there is another name already. NULL: none.
 */
const struct plugin_ioctl_row *plugin_registry_find_ioctl(const struct plugin_registry *r,
							  uint32_t request, const char *fd_name,
							  size_t fd_name_bytes, bool taken);

struct plugin_hook *plugin_registry_find_event(const struct plugin_registry *r, const char *system,
					       const char *event);

/* Whether @s is a string of at most @size bytes with its NUL, not empty, and printable ASCII. */
bool plugin_text_is_good(const char *s, size_t size);

#endif
