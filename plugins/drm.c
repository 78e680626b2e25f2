/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Graphics: the ioctls of DRM devices, and of the buffers and fences that they share.
 *
 * Drivers use the same numbers for requests of their own, so those are named for the devices of
 * this machine only, by the driver that each of them has. The headers of DRM are not everywhere
 * where the other kernel headers are: without them, the buffers and fences remain.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/sync_file.h>
#include <linux/types.h>
#include <linux/udmabuf.h>
#include <systrail/plugin.h>

#if __has_include(<drm/drm.h>)
#include <drm/amdgpu_drm.h>
#include <drm/drm.h>
#include <drm/i915_drm.h>
#include <drm/nouveau_drm.h>
#include <drm/radeon_drm.h>
#include <drm/virtgpu_drm.h>
#endif
#if __has_include(<drm/xe_drm.h>)
#include <drm/xe_drm.h>
#endif

/* Each ends with a row without a name, for some may have no other. */
#define ROW(name) { (uint32_t)(name), #name },
#define END             \
	{               \
		0, NULL \
	}

static const struct systrail_ioctl dma_buf[] = {
#include "dma_buf.rows"
	END
};
static const struct systrail_ioctl core[] = {
#include "drm.rows"
	END
};
static const struct systrail_ioctl amdgpu[] = {
#include "drm_amdgpu.rows"
	END
};
static const struct systrail_ioctl i915[] = {
#include "drm_i915.rows"
	END
};
static const struct systrail_ioctl nouveau[] = {
#include "drm_nouveau.rows"
	END
};
static const struct systrail_ioctl radeon[] = {
#include "drm_radeon.rows"
	END
};
static const struct systrail_ioctl virtgpu[] = {
#include "drm_virtgpu.rows"
	END
};
static const struct systrail_ioctl xe[] = {
#include "drm_xe.rows"
	END
};

static const struct {
	const char *fd_prefix;
	const struct systrail_ioctl *rows;
} sets[] = {
	{ "/dmabuf:", dma_buf },       { "anon_inode:sync_file", dma_buf },
	{ "/dev/dma_heap/", dma_buf }, { "/dev/udmabuf", dma_buf },
	{ "/dev/dri/", core },
};

/* By the name of the driver in /sys/class/drm/DEVICE/device/driver. */
static const struct {
	const char *name;
	const struct systrail_ioctl *rows;
} drivers[] = {
	{ "amdgpu", amdgpu }, { "i915", i915 },		 { "nouveau", nouveau },
	{ "radeon", radeon }, { "virtio_gpu", virtgpu }, { "xe", xe },
};

static int register_rows(const struct systrail_host *host, struct systrail_registry *registry,
			 const char *fd_prefix, const struct systrail_ioctl *rows)
{
	size_t cnt = 0;

	while (rows[cnt].name)
		cnt++;
	return cnt ? host->register_ioctls(registry, fd_prefix, rows, cnt, NULL, NULL) : 0;
}

/* The rows for the driver of @device, "card0" or "renderD128"; NULL: none, or not known. */
static const struct systrail_ioctl *rows_of_device(const char *device)
{
	char path[512], target[512];
	const char *driver;
	ssize_t len;

	snprintf(path, sizeof(path), "/sys/class/drm/%s/device/driver", device);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return NULL;
	target[len] = '\0';
	driver = strrchr(target, '/');
	for (size_t i = 0; driver && i < sizeof(drivers) / sizeof(*drivers); i++)
		if (!strcmp(driver + 1, drivers[i].name))
			return drivers[i].rows;
	return NULL;
}

static int register_devices(const struct systrail_host *host, struct systrail_registry *registry)
{
	DIR *dir = opendir("/sys/class/drm");
	const struct dirent *e;
	int handle = 0;

	if (!dir)
		return 0;
	while (handle >= 0 && (e = readdir(dir))) {
		const struct systrail_ioctl *rows;
		char fd_prefix[512];

		/* Not the connectors: card0-HDMI-A-1. */
		if (strchr(e->d_name, '-') || strchr(e->d_name, '.'))
			continue;
		rows = rows_of_device(e->d_name);
		snprintf(fd_prefix, sizeof(fd_prefix), "/dev/dri/%s", e->d_name);
		if (rows)
			handle = register_rows(host, registry, fd_prefix, rows);
	}
	closedir(dir);
	return handle;
}

static int init(const struct systrail_host *host, struct systrail_registry *registry)
{
	int handle = 0;

	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets) && handle >= 0; i++)
		handle = register_rows(host, registry, sets[i].fd_prefix, sets[i].rows);
	if (handle >= 0)
		handle = register_devices(host, registry);
	return handle < 0 ? handle : 0;
}

const struct systrail_plugin systrail_plugin = {
	SYSTRAIL_PLUGIN_HEADER, .name = "drm",
	.version = "1",		.description = "ioctls of graphics devices, DMA buffers and fences",
	.init = init,
};
