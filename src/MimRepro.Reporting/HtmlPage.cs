using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using MimRepro.Reporting.Views;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace MimRepro.Reporting;

/// <summary>Text that is markup already. Everything else is escaped.</summary>
internal sealed record Html(string Text);

/// <summary>Renders the templates, one section after the other, straight into the file.</summary>
internal static class HtmlPage
{
    public static void Write(ReportView view, TextWriter writer)
    {
        var echarts = Resource("echarts.js");
        var script = Resource("report.js");
        var assets = new { style = new Html(Resource("report.css")), script = new Html(script), hashes = new Html($"'{Hash(echarts)}' '{Hash(script)}'") };
        var templates = new Dictionary<string, Template>();
        void Render(string name, object? part = null) => Run(Parsed(templates, name), view, assets, part, writer);

        Render("head");
        Render(view.Checkpoints is null ? "verdicts" : "checkpoints");
        foreach (var section in view.ChartSections)
        {
            Render("section", section);
            foreach (var group in section.Groups)
                Render("group", group);
            Render("section-end");
        }
        Render("figures");
        foreach (var task in view.Tasks)
        {
            Render("task", task);
            Render("group", task.Chart);
            if (task.Losses is { } losses)
                Render("group", losses);
            Render("section-end");
        }
        foreach (var name in new[] { "recipes", "steps", view.Checkpoints is null ? "guide" : "guide-checkpoints", "foot" })
            Render(name);
        WriteScript(writer, echarts);
        Render("end");
    }

    /// <summary>Written past the templates: a megabyte that needs no escaping but must not end its element early.</summary>
    private static void WriteScript(TextWriter writer, string script)
    {
        if (script.Contains("</script", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException("The chart library holds '</script', which would end its element early.");
        writer.Write("<script id=\"echarts\">");
        writer.Write(script);
        writer.Write("</script>\n");
    }

    private static Template Parsed(Dictionary<string, Template> templates, string name)
    {
        if (templates.TryGetValue(name, out var known))
            return known;
        var file = name + ".sbnhtml";
        var template = Template.Parse(Resource(file), file);
        return template.HasErrors
            ? throw new InvalidOperationException($"Template {file} is broken:\n{string.Join('\n', template.Messages)}")
            : templates[name] = template;
    }

    private static void Run(Template template, ReportView view, object assets, object? part, TextWriter writer)
    {
        var context = new EscapingContext { StrictVariables = true, LoopLimit = 0, LimitToString = 0, NewLine = "\n" };
        var globals = new ScriptObject();
        globals.SetValue("page", view, readOnly: true);
        globals.SetValue("part", part, readOnly: true);
        globals.SetValue("assets", assets, readOnly: true);
        context.PushGlobal(globals);
        context.PushOutput(new TextWriterOutput(writer));
        template.Render(context);
    }

    private static string Hash(string script) =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"MimRepro.Reporting was built without its resource '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // A parser of HTML turns CR LF into LF before it hashes a script.
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }

    /// <summary>Escapes every value that a template writes, unless it is <see cref="Html"/>.</summary>
    private sealed class EscapingContext : TemplateContext
    {
        public override TemplateContext Write(SourceSpan span, object? textAsObject) => textAsObject switch
        {
            null => this,
            Html html => Write(html.Text),
            _ => Write(System.Net.WebUtility.HtmlEncode(ObjectToString(textAsObject))),
        };
    }
}
