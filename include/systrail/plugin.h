/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plugins of systrail: formatters in shared objects of their own. See systrail-plugin(7) and, for
 * a small one to begin with, plugins/example in systrail's sources.
 *
 * A plugin exports one symbol, systrail_plugin. Its init() registers functions that write what a
 * value means: an argument of some kind, an ioctl request of a driver, the record of a tracepoint.
 * systrail has one thread, and calls a plugin from no other.
 *
 * Growing: every struct begins with its size as whoever filled it in knew it, and gets new members
 * at its end only. SYSTRAIL_HAS() asks whether a member is there. SYSTRAIL_PLUGIN_API changes when
 * that is not enough; plugins for another one are left out.
 *
 * Errors are returned, as negative errno values.
 */
#ifndef SYSTRAIL_PLUGIN_H
#define SYSTRAIL_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SYSTRAIL_PLUGIN_API 1

/* Whether the struct at S, which somebody else filled in, goes as far as MEMBER. */
#define SYSTRAIL_HAS(s, member) \
	((size_t)((const char *)(&(s)->member + 1) - (const char *)(s)) <= (s)->struct_bytes)

/* A value to be formatted. All of it is valid during the call only. */
struct systrail_value {
	size_t struct_bytes;
	const char *syscall; /* "openat"; "" for a call that systrail has no name for */
	unsigned int pointer_bits; /* 64, or 32 in the calls of a 32-bit program */
	unsigned int arg_idx; /* which of the call's arguments it is, from 0 */
	uint64_t value; /* the register; of an int only the low 32 bits mean something */
	const uint64_t *args; /* the registers of all six arguments */
	/*
	 * What the file descriptor is: the value itself, or for other kinds the first argument of
	 * the call that is one: a path, "anon_inode:kvm-vm", "NETLINK ROUTE". Any bytes, as the
	 * kernel has them, not terminated by NUL. NULL: not known.
	 */
	const char *fd_name;
	size_t fd_name_bytes;
	/* What an address points to, or the first part of it. NULL: not known. */
	const void *bytes;
	size_t bytes_cnt;
	int bytes_cut; /* there is more than that */
};

/* A tracepoint's record. All of it is valid during the call only. */
struct systrail_event {
	size_t struct_bytes;
	const char *system; /* "sched" */
	const char *name; /* "sched_switch" */
	uint64_t time_ns;
	int cpu;
	int pid; /* the process; -1 where it is not known */
	int tid; /* the thread */
	const char *comm; /* the thread's name, or "" */
	const void *raw; /* the record, as the event's format file describes it */
	size_t raw_bytes;
	/* The number in a field. 0, -ENOENT: there is no such field, -EINVAL: it is no number. */
	int (*get_number)(const struct systrail_event *event, const char *field, uint64_t *number);
	/* A field's place in @raw; a string without its NUL. 0, -ENOENT, or -EINVAL: damaged. */
	int (*get_bytes)(const struct systrail_event *event, const char *field, const void **bytes,
			 size_t *bytes_cnt);
};

/*
 * Formatters. They write text into @buf, @size bytes with a NUL at the end, and return its length:
 * when that is @size or more, the text was cut, as with snprintf(). A negative value means "not
 * mine": what was written is ignored, and systrail shows the value as it would without the plugin.
 *
 * @buf is zeroed before. What the traced program chose may be copied into it as it is: systrail
 * escapes what is not printable. @priv is what was given at registration. They must be quick: no
 * files, no locks, no memory allocation.
 */
typedef int systrail_value_fn(const struct systrail_value *value, char *buf, size_t size,
			      void *priv);
typedef int systrail_event_fn(const struct systrail_event *event, char *buf, size_t size,
			      void *priv);

/* A request of ioctl(2). SYSTRAIL_IOCTL(KVM_RUN) makes one, unless a macro does the calling. */
struct systrail_ioctl {
	uint32_t request;
	const char *name;
};

#define SYSTRAIL_IOCTL(request)               \
	{                                     \
		(uint32_t)(request), #request \
	}

/* One plugin's registrations. */
struct systrail_registry;

/*
 * What systrail offers; valid until fini() returns. The register functions return a handle above 0
 * or a negative errno value, and copy the strings and rows they are given: -EINVAL for what cannot
 * be right (NULL, an empty or endless string, characters that are not printable), -E2BIG for too
 * much of it, -ENOMEM. Whatever is still registered when a plugin ends is unregistered for it.
 */
struct systrail_host {
	size_t struct_bytes;
	const char *version; /* of systrail, for people */

	/*
	 * A formatter for all arguments of a kind: the name behind the colon in the lines of
	 * `systrail list syscalls -v`: "open_flags", "sockaddr", "buf", "fd". -ENOENT: no call has
	 * such an argument; -EEXIST: somebody has registered it already.
	 */
	int (*register_kind)(struct systrail_registry *registry, const char *kind,
			     systrail_value_fn *format, void *priv);

	/*
	 * Names for ioctl requests, and with @format (or NULL) a formatter for the third argument
	 * of those calls, which finds the request in args[1].
	 *
	 * They hold where the fd's name is known and begins with @fd_prefix ("/dev/dri/"). Where
	 * it is not known, or with NULL for a prefix, they hold for requests that nobody else has
	 * a name for. Drivers share numbers, so give a prefix if there is one.
	 */
	int (*register_ioctls)(struct systrail_registry *registry, const char *fd_prefix,
			       const struct systrail_ioctl *rows, size_t row_cnt,
			       systrail_value_fn *format, void *priv);

	/* A formatter for the records of a tracepoint. -EEXIST: somebody has registered it. */
	int (*register_event)(struct systrail_registry *registry, const char *system,
			      const char *event, systrail_event_fn *format, void *priv);

	/*
	 * Takes a registration back. 0; -ENOENT: this plugin has no such handle; -EBUSY: its
	 * formatter is being called.
	 */
	int (*unregister)(struct systrail_registry *registry, int handle);
};

struct systrail_plugin {
	uint32_t api; /* SYSTRAIL_PLUGIN_API */
	uint32_t struct_bytes; /* sizeof(struct systrail_plugin) */
	/* For people, and printable. The name is also what tells plugins apart. */
	const char *name;
	const char *version;
	const char *description;
	/* 0, or a negative errno value: the plugin is left out, and fini() not called. */
	int (*init)(const struct systrail_host *host, struct systrail_registry *registry);
	/* Frees what init() made; may be NULL. No formatter is called any more. */
	void (*fini)(void);
};

#define SYSTRAIL_PLUGIN_HEADER SYSTRAIL_PLUGIN_API, (uint32_t)sizeof(struct systrail_plugin)

#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
extern const struct systrail_plugin systrail_plugin;

#ifdef __cplusplus
}
#endif

#endif
