export const screen = {
  pageGroup: {
    watch: "Watch",
    respond: "Respond",
    site: "Site",
    people: "People and rights",
    security: "Security",
    server: "Server",
  },
};
