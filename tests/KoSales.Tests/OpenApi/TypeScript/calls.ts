// Right calls: each of them compiles against the generated client.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

const api = createClient<paths>({ baseUrl: "http://localhost:3000/api/v1" });

export async function search(): Promise<string[]> {
  const { data } = await api.GET("/search", { params: { query: { q: "9876543210" } } });
  return (data?.data ?? []).map((hit) => hit.id);
}

export async function createLead(): Promise<void> {
  const { data, error, response } = await api.POST("/leads", {
    params: {
      query: { on_duplicate: "merge", assign: "auto" },
      header: { "Idempotency-Key": "enquiry-1001" },
    },
    body: {
      kind: "farmer",
      name: "Ramesh Patel",
      phone: "098765 43210",
      source: { channel: "website", campaign: "kharif-26" },
      address: { district: "Sehore", state_code: "23" },
      custom: { irrigation: "drip", visits: 3, subsidy: true },
      consent: [{ purpose: "marketing", channel: "whatsapp", given: true }],
    },
  });
  if (response.status === 409 && error) {
    const problem: Schemas["Problem"] = error;
    console.log(problem.code, problem.errors.map((e) => e.pointer));
  }
  if (data && "display_name" in data) console.log(data.display_name, data.address?.district);
}

export async function patchLead(): Promise<void> {
  await api.PATCH("/leads/{id}", {
    params: { path: { id: "K0-100001" }, header: { "If-Match": '"K0-100001-3"' } },
    body: { kind: "dealer", business_name: null, address: null, custom: { irrigation: null } },
    headers: { "content-type": "application/merge-patch+json" },
  });
}

export async function listLeads(): Promise<string | undefined> {
  const { data } = await api.GET("/leads", {
    params: {
      query: { limit: 50, count: "exact", sort: "-created_at", status: "open", include: "owner" },
    },
  });
  for (const lead of data?.data ?? []) {
    const rating: "cold" | "warm" | "hot" | undefined = lead.rating;
    console.log(lead.id, rating, lead.score_reasons?.[0]?.points);
  }
  return data?.next_cursor;
}

export async function batch(): Promise<void> {
  const { data } = await api.POST("/leads/batch", {
    params: { query: { atomic: true } },
    body: {
      operations: [
        { op: "create", body: { kind: "farmer", phone: "98000 00001" } },
        { op: "update", id: "K0-100001", if_match: '"K0-100001-3"', body: { tags: ["hot"] } },
        { op: "delete", id: "K0-100002" },
      ],
    },
  });
  for (const result of data?.results ?? []) console.log(result.status, result.problem?.code);
}

export async function importLeads(file: string): Promise<void> {
  const { data } = await api.POST("/leads/import", {
    params: { query: { filename: "leads.csv", options: '{"mapping":{"Name":"name"}}', dry_run: true } },
    body: file,
    bodySerializer: (body) => body,
    headers: { "content-type": "text/csv" },
  });
  console.log(data?.status === "queued", data?.links?.["self"]);
}

const dealersOfMp: Schemas["Rule"] = {
  all: [
    { field: "address.state_code", op: "eq", value: "23" },
    { any: [{ field: "kind", op: "in", value: ["dealer", "distributor"] }] },
    { not: { field: "last_contacted_at", op: "within_last", value: "30d" } },
    { field: "score", op: "gte", value: 50 },
  ],
};

export async function cohort(): Promise<void> {
  await api.POST("/cohorts", {
    body: {
      name: "MP dealers",
      entity: "lead",
      mode: "hybrid",
      rule: dealersOfMp,
      on_enter: [{ type: "create_task", title: "Offer the kharif scheme", priority: "high" }],
    },
  });
  const { data } = await api.GET("/cohorts/{id}/explain", {
    params: { path: { id: "COH-1" }, query: { id: "K0-100001" } },
  });
  const rule = data?.rule;
  if (rule && "all" in rule) console.log(rule.outcome, rule.all.length);
}

export async function calendar(): Promise<void> {
  const day = [{ from: "09:30", to: "18:30" }];
  await api.POST("/calendars", {
    body: {
      name: "Bhopal office",
      kind: "base",
      time_zone: "Asia/Kolkata",
      week: { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [{ from: "09:30", to: "13:30" }] },
      holidays: [{ date: "2027-01-26", name: "Republic Day" }],
    },
  });
  const { data } = await api.GET("/calendars/{id}/effective", {
    params: { path: { id: "CAL-1" }, query: { agent_id: "A0-0002", on: "2026-12-01" } },
  });
  console.log(data?.week?.mon?.[0]?.from, data?.hours?.[0]?.to);
}

export async function transition(): Promise<void> {
  const { data } = await api.POST("/pipelines/{id}/transition", {
    params: { path: { id: "LP-1" }, query: { dry_run: true } },
    body: { to: "contacted", reason: "spoke", expected_stage: "new" },
  });
  if (data && "allowed" in data) console.log(data.allowed, data.tasks_to_create?.[0]?.title);
}

export async function report(): Promise<void> {
  const { data } = await api.GET("/reports/sla", {
    params: {
      query: { from: "2026-11-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z", group: "team" },
    },
  });
  console.log(data?.total?.met_percent, data?.groups?.[0]?.figures?.breach_minutes?.["A0-0002"]);
  await api.GET("/pipelines/board", { params: { query: { kind: "lead", team_id: "TM-1" } } });
}

export async function assign(): Promise<void> {
  await api.POST("/cohorts/{id}/assign", {
    params: { path: { id: "COH-1" } },
    body: {
      strategy: "capacity_weighted",
      scope: "unassigned",
      agents: [{ agent_id: "A0-0002" }, { agent_id: "A0-0003", weight: 2 }],
    },
  });
  const { data } = await api.POST("/tasks/{id}/cancel", {
    params: { path: { id: "T-1" }, query: { dry_run: true } },
    body: { reason: "the shop has closed" },
  });
  if (data && "changes" in data) console.log(data.changes[0]?.collection, data.result?.status);
}
