# SPDX-License-Identifier: GPL-2.0-only
#
# The plugins that come with systrail, as a part of its Makefile. plugins/NAME.c becomes NAME.so;
# include/systrail/plugin.h is all that it sees of systrail. Those in tests/plugins are for tests.

plugin_dir   := $(LIBDIR)/systrail/plugins
plugins      := $(patsubst %.c,$(O)/%.so,$(wildcard plugins/*.c))
test_plugins := $(patsubst %.c,$(O)/%.so,$(wildcard tests/plugins/*.c))

# rows_NAME: what is in NAME.rows, as plugins/header-rows wants it: a pattern, and headers.
request := _IO[WR]*\(.*
rows_kvm           := 'KVM_[A-Z0-9_]+ $(request)' linux/kvm.h
rows_kvm_caps      := 'KVM_CAP_[A-Z0-9_]+ [0-9]+' linux/kvm.h
rows_v4l2          := 'VIDIOC_[A-Z0-9_]+ $(request)' linux/videodev2.h
rows_v4l2_subdev   := 'VIDIOC_SUBDEV_[A-Z0-9_]+ $(request)' linux/v4l2-subdev.h
rows_media         := 'MEDIA_(REQUEST_)?IOC_[A-Z0-9_]+ $(request)' linux/media.h
rows_dma_buf       := '(DMA_BUF|DMA_HEAP|SYNC|UDMABUF)_[A-Z0-9_]+ $(request)' linux/dma-buf.h \
		      linux/dma-heap.h linux/sync_file.h linux/udmabuf.h
rows_drm           := 'DRM_IOCTL_[A-Z0-9_]+ DRM$(request)' drm/drm.h
rows_drm_amdgpu    := 'DRM_IOCTL_AMDGPU_[A-Z0-9_]+ DRM$(request)' drm/amdgpu_drm.h
rows_drm_i915      := 'DRM_IOCTL_I915_[A-Z0-9_]+ DRM$(request)' drm/i915_drm.h
rows_drm_nouveau   := 'DRM_IOCTL_NOUVEAU_[A-Z0-9_]+ DRM$(request)' drm/nouveau_drm.h
rows_drm_radeon    := 'DRM_IOCTL_RADEON_[A-Z0-9_]+ DRM$(request)' drm/radeon_drm.h
rows_drm_virtgpu   := 'DRM_IOCTL_VIRTGPU_[A-Z0-9_]+ DRM$(request)' drm/virtgpu_drm.h
rows_drm_xe        := 'DRM_IOCTL_XE_[A-Z0-9_]+ DRM$(request)' drm/xe_drm.h
rows_netlink_route := 'RTM_(NEW|DEL|GET|SET)[A-Z0-9_]+ RTM_[A-Z0-9_]+' linux/rtnetlink.h

plugin_rows := $(patsubst rows_%,$(O)/plugins/%.rows,$(filter rows_%,$(.VARIABLES)))

compile_plugin = $(CC) -std=gnu11 -D_GNU_SOURCE -Iinclude -I$(O)/plugins $(for_tests) $(CPPFLAGS) \
		 $(warnings) -fPIC -fvisibility=hidden $(harden) $(CFLAGS) $(instrument) -MMD -MP -MF $@.d \
		 -MT $@ -shared -Wl,-z,relro,-z,now $(LDFLAGS) -o $@ $<

$(plugin_rows): $(O)/plugins/%.rows: plugins/header-rows plugins/plugins.mk $(O)/probe.stamp
	$(call update,$(foreach v,CC CPPFLAGS,$v=$(call quote,$($v))) plugins/header-rows $(rows_$*))

# That of libtraceevent needs its header.
$(O)/tests/plugins/%.so: private for_tests = $(build_cflags)

$(plugins) $(test_plugins): $(O)/%.so: %.c $(O)/flags.stamp | $(plugin_rows)
	@mkdir -p $(@D)
	$(call say,PLUGIN) $(compile_plugin)

-include $(plugins:=.d) $(test_plugins:=.d)
