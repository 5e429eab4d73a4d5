package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW851: a coroutine evaluates a query of Django's synchronous ORM.
package struct DjangoSyncORMInAsync: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW851",
    name: "django-sync-orm-in-async",
    summary: "Coroutine evaluates a query of Django's synchronous ORM",
    group: .frameworks,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      Django refuses the query with `SynchronousOnlyOperation` wherever an event loop runs, so the \
      view answers with status 500. Where `DJANGO_ALLOW_ASYNC_UNSAFE` switches that off, all \
      requests wait for the database. Managers and querysets have asynchronous forms: `aget`, \
      `acount`, `async for`.
      """,
    ignoreWhen: """
      The coroutine is only run by a command or test that has the check switched off, and serves \
      nobody else.
      """,
    equivalents: [],
    examples: [
      .bad(
        "A query in an async view",
        """
        from django.http import JsonResponse
        from shop.models import Order


        async def orders(request):
            return JsonResponse({"orders": Order.objects.count()})  # expect: LW851
        # file: shop/models.py
        from django.db import models


        class Order(models.Model):
            total = models.IntegerField()
        """),
      .good(
        "The asynchronous form",
        """
        from django.http import JsonResponse
        from shop.models import Order


        async def orders(request):
            return JsonResponse({"orders": await Order.objects.acount()})
        # file: shop/models.py
        from django.db import models


        class Order(models.Model):
            total = models.IntegerField()
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.family == .orm || site.family == .database, site.leaf.hasPrefix("django.") else {
      return nil
    }
    return site.finding(
      by: self,
      help: site.twin.map { "use `\($0)`" }
        ?? "use the asynchronous form (`aget`, `acount`, `async for`), or `sync_to_async`")
  }
}
