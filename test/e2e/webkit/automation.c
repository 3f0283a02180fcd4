/*
 * Preloaded into the production binary, so that WebKitWebDriver may drive it unchanged: a WebKitGTK view obeys a
 * driver only if it was made for that, and its context allows it. Wails makes its view by the one call replaced here.
 */
#include <stdlib.h>
#include <webkit2/webkit2.h>

static WebKitWebView *window_view;

/* Child processes of WebKit have no view to replace. */
__attribute__((constructor)) static void stay_in_this_process(void) { unsetenv("LD_PRELOAD"); }

/* The driver asks for a view to work in: it gets the one the app shows. */
static WebKitWebView *give_view(WebKitAutomationSession *session, gpointer unused) {
  (void)session;
  (void)unused;
  return window_view;
}

static void begin(WebKitWebContext *context, WebKitAutomationSession *session, gpointer unused) {
  (void)context;
  (void)unused;
  WebKitApplicationInfo *about = webkit_application_info_new();
  webkit_application_info_set_name(about, "sluice");
  webkit_automation_session_set_application_info(session, about);
  webkit_application_info_unref(about);
  g_signal_connect(session, "create-web-view", G_CALLBACK(give_view), NULL);
}

GtkWidget *webkit_web_view_new_with_user_content_manager(WebKitUserContentManager *content) {
  WebKitWebContext *context = webkit_web_context_get_default();
  webkit_web_context_set_automation_allowed(context, TRUE);
  g_signal_connect(context, "automation-started", G_CALLBACK(begin), NULL);
  window_view = WEBKIT_WEB_VIEW(g_object_new(WEBKIT_TYPE_WEB_VIEW, "web-context", context, "user-content-manager", content,
                                             "is-controlled-by-automation", TRUE, NULL));
  return GTK_WIDGET(window_view);
}
