using System.Text.RegularExpressions;
using KoSales.Functions.Api.Responses;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Api;

/// <summary>
/// Reads off the sources every code that a refusal may carry: wherever something is made that has a code (a
/// fault, a warning, the fault of a row), and wherever a
/// method takes one, the code's argument is read. An argument that cannot be read is reported, so that no
/// code can hide.
/// </summary>
internal sealed partial class ProblemCodeScan
{
    private const string Absence = "There is none that you can see.";

    // What is passed on has been read where it was made.
    private static readonly string[] PassedOn =
    [
        "code",
        "reason",
        "found.Code",
        "f.Code",
        "only.Code",
        "u.Code",
        "only.Code",
        "r.Code",
        "k.Code",
        "v.WhyNot!",
        "ReasonOf(r.Code)",
        "spec.Noun",
        "Noun",
        "$\"{what}.not_found\"",
        "WireNames<EntityKind>.Of(job.Entity)",
        "WireNames<EntityKind>.Of(cohort.Entity)",
    ];

    // Of the entities that shared use cases speak of.
    private static readonly string[] Nouns = ["contact", "customer", "deal", "lead"];

    private readonly Dictionary<string, CSharpText> _sources = Solution
        .Sources()
        .ToDictionary(s => s.Path, s => new CSharpText(s.Text));
    private readonly Dictionary<string, List<(string File, string Value)>> _constants = [];
    private readonly SortedDictionary<string, ProblemCode> _found = new(StringComparer.Ordinal);
    private readonly List<string> _unread = [];

    private ProblemCodeScan()
    {
        foreach (var (file, text) in _sources)
        {
            foreach (Match constant in Constant().Matches(text.Code))
            {
                if (!_constants.TryGetValue(constant.Groups[1].Value, out var known))
                    _constants[constant.Groups[1].Value] = known = [];
                known.Add((file, constant.Groups[2].Value));
            }
        }
    }

    public IReadOnlyDictionary<string, ProblemCode> Found => _found;

    /// <summary>Where a code is made of something that the scan does not understand.</summary>
    public IReadOnlyList<string> Unread => _unread;

    public static ProblemCodeScan Run()
    {
        var scan = new ProblemCodeScan();
        var makers = scan.Makers().ToList();
        foreach (var (file, text) in scan._sources)
        {
            foreach (var maker in makers.Where(m => m.AppliesTo(file, text)))
                scan.Read(file, text, maker);
            scan.ReadAbsences(file, text);
            scan.ReadPairs(file, text);
        }

        return scan;
    }

    private IEnumerable<Maker> Makers()
    {
        yield return new Maker(@"\bnew Fault\(", 1, 2);
        yield return new Maker(@"\bnew\((?=\s*FaultKind\.)", 1, 2);
        yield return new Maker(@"\bFault\.Invalid\(", 1, 2) { Kind = FaultKind.Invalid };
        yield return new Maker(@"\bFault\.Conflict\(", 0, 1) { Kind = FaultKind.Conflict };
        yield return new Maker(@"\bFault\.Busy\(", 0, 1)
        {
            Kind = FaultKind.Unavailable,
            Around = "~ is being changed by too many at once; try again.",
        };
        foreach (var (file, text) in _sources)
        {
            foreach (Match parameter in CodeParameter().Matches(text.Code))
            {
                if (
                    text.DeclarationAt(parameter.Index) is { } declared
                    && Maker.Of(file, text, declared) is { } maker
                )
                    yield return maker;
            }
        }
    }

    private void Read(string file, CSharpText text, Maker maker)
    {
        foreach (Match call in Regex.Matches(text.Code, maker.Call))
        {
            var arguments = text.ArgumentsAt(call.Index + call.Length - 1);
            if (arguments.Count <= maker.CodeAt || Parameter().IsMatch(arguments[maker.CodeAt]))
                continue;
            var codes = CodesOf(arguments[maker.CodeAt], file);
            if (codes.Count == 0 && !maker.IsLoose && !PassedOn.Contains(arguments[maker.CodeAt]))
                _unread.Add($"{file}: {arguments[maker.CodeAt]}");
            var kind = maker.Kind ?? KindOf(arguments[0]);
            var sentence =
                maker.DetailAt < arguments.Count && maker.DetailAt >= 0
                    ? CSharpText.SentenceOf(arguments[maker.DetailAt])
                    : "";
            foreach (
                var code in codes.Where(c =>
                    !maker.IsLoose || c.Contains('.', StringComparison.Ordinal)
                )
            )
                Add(code, maker.Whole(sentence), kind);
        }
    }

    private void ReadAbsences(string file, CSharpText text)
    {
        foreach (Match call in Regex.Matches(text.Code, @"\bFault\.NotFound\("))
        {
            var what = text.ArgumentsAt(call.Index + call.Length - 1)[0];
            var nouns = CodesOf(what, file);
            if (nouns.Count == 0 && !PassedOn.Contains(what))
                _unread.Add($"{file}: {what}");
            foreach (var noun in nouns)
                Add($"{noun}.not_found", Absence, FaultKind.NotFound);
        }

        foreach (Match noun in Noun().Matches(text.Code))
            Add($"{noun.Groups[1].Value}.not_found", Absence, FaultKind.NotFound);
    }

    /// <summary>A code and its sentence side by side, in a switch or a pair, or as the arguments of a
    /// constructor that is not named.</summary>
    private void ReadPairs(string file, CSharpText text)
    {
        foreach (Match arm in Arm().Matches(text.Code))
            Add(arm.Groups[1].Value, CSharpText.SentenceOf(arm.Groups[2].Value), null);
        foreach (Match pair in Side().Matches(text.Code))
            Add(
                pair.Groups[1].Value,
                CSharpText.SentenceOf(text.LiteralAt(pair.Groups[2].Index)),
                null
            );
        if (!text.Code.Contains("(string Code, string Detail)", StringComparison.Ordinal))
            return;
        foreach (Match pair in Pair().Matches(text.Code))
        {
            var items = text.ArgumentsAt(pair.Index);
            if (items.Count == 2 && CodesOf(items[0], file) is [var code])
                Add(code, CSharpText.SentenceOf(items[1]), null);
        }
    }

    private List<string> CodesOf(string expression, string file)
    {
        var written = Literal()
            .Matches(expression)
            .Select(m => m.Groups[1].Value)
            .Concat(OfNouns(expression))
            .Where(c => Shape().IsMatch(c))
            .ToList();
        if (written.Count > 0 || Path().Match(expression) is not { Success: true } path)
            return written;
        var named = _constants.GetValueOrDefault(path.Groups["name"].Value) ?? [];
        var own = path.Groups["type"].Success
            ? path.Groups["type"].Value + ".cs"
            : System.IO.Path.GetFileName(file);
        return
        [
            .. named
                .Where(c => System.IO.Path.GetFileName(c.File) == own || named.Count == 1)
                .Select(c => c.Value)
                .Where(c => Shape().IsMatch(c))
                .Distinct(),
        ];
    }

    /// <summary>A code that is said of every entity: <c>$"{noun}.not_open"</c>.</summary>
    private static IEnumerable<string> OfNouns(string expression) =>
        from match in SaidOfNoun().Matches(expression)
        from noun in Nouns
        select match.Groups[1].Value + noun + match.Groups[2].Value;

    private void Add(string code, string sentence, FaultKind? kind)
    {
        var known = _found.GetValueOrDefault(code) ?? new ProblemCode("", []);
        // Whole sentences before the ends of some that are put together.
        var isBetter =
            sentence.Length > 0
            && (
                known.Sentence.Length == 0
                || (char.IsLower(known.Sentence[0]) && char.IsUpper(sentence[0]))
            );
        int[] statuses = kind is { } one
            ? [.. known.Statuses.Append(ProblemDocument.StatusOf(one)).Distinct().Order()]
            : known.Statuses;
        _found[code] = new ProblemCode(isBetter ? sentence : known.Sentence, statuses);
    }

    private static FaultKind? KindOf(string argument) =>
        argument.StartsWith("FaultKind.", StringComparison.Ordinal)
        && Enum.TryParse<FaultKind>(argument["FaultKind.".Length..], out var kind)
            ? kind
            : null;

    private static FaultKind? KindWithin(string body) =>
        body.Contains("Fault.Conflict(", StringComparison.Ordinal) ? FaultKind.Conflict
        : body.Contains("Fault.Invalid(", StringComparison.Ordinal) ? FaultKind.Invalid
        : KindOf(Named().Match(body).Value);

    [GeneratedRegex(@"FaultKind\.\w+")]
    private static partial Regex Named();

    [GeneratedRegex("""\bconst string (\w+) =\s*"([^"]+)";""")]
    private static partial Regex Constant();

    [GeneratedRegex(@"(?<!out )\bstring\??\s+[cC]ode\b")]
    private static partial Regex CodeParameter();

    [GeneratedRegex(@"^(params |this )?[\w<>?\[\]]+\s+\w+(\s*=.*)?$")]
    private static partial Regex Parameter();

    [GeneratedRegex("""\bNoun =\s*"(\w+)"(?=,)""")]
    private static partial Regex Noun();

    [GeneratedRegex("""(?<!\$)"([^"\\]*)"(?!")""")]
    private static partial Regex Literal();

    [GeneratedRegex("""\$"([a-z_.]*)\{(?:noun|Noun|spec\.Noun)\}([a-z_.]*)"(?!")""")]
    private static partial Regex SaidOfNoun();

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
    private static partial Regex Shape();

    [GeneratedRegex(@"^((?<type>[A-Z]\w*)\.)?(?<name>[A-Z]\w*)$")]
    private static partial Regex Path();

    [GeneratedRegex(
        """
            "([a-z0-9_]+\.[a-z0-9_]+)"\s*=>\s*("[A-Z][^"]* [^"]*")
            """
    )]
    private static partial Regex Arm();

    [GeneratedRegex(
        """
            "([a-z0-9_]+\.[a-z0-9_]+)",\s*(?=\$?"[A-Z][^"]* )(\$?")
            """
    )]
    private static partial Regex Side();

    [GeneratedRegex(
        """
            (?<![\w>])\(\s*"[a-z_0-9.]+"\s*,
            """
    )]
    private static partial Regex Pair();

    /// <summary>Something that is given a code.</summary>
    /// <param name="Call">Up to the opening parenthesis.</param>
    /// <param name="DetailAt">-1 for none.</param>
    private sealed record Maker(string Call, int CodeAt, int DetailAt)
    {
        private const string Hole = "~";

        /// <summary>Null where the first argument says it, or where nothing does.</summary>
        public FaultKind? Kind { get; init; }

        /// <summary>What stands around the sentence that is handed in, with <see cref="Hole"/> in its
        /// place; null for nothing.</summary>
        public string? Around { get; init; }

        /// <summary>The only file that may call it; null for all.</summary>
        public string? File { get; init; }

        /// <summary>Files that call it name this; null for all.</summary>
        public string? Type { get; init; }

        /// <summary>Others have methods of this name.</summary>
        public bool IsLoose => Type is not null;

        public string Whole(string sentence) =>
            Around is null || sentence.Length == 0
                ? sentence
                : Around.Replace(Hole, sentence, StringComparison.Ordinal);

        public bool AppliesTo(string file, CSharpText text) =>
            (File is null || File == file)
            && (Type is null || text.Code.Contains(Type, StringComparison.Ordinal));

        public static Maker? Of(
            string file,
            CSharpText text,
            (string Name, string Line, int At) declared
        )
        {
            var names = text.ArgumentsAt(declared.At)
                .Select(p => p.Split('=')[0].Trim().Split(' ')[^1].ToUpperInvariant())
                .ToList();
            if (
                names.Count == 1
                || declared.Line.Contains("partial void", StringComparison.Ordinal)
            )
                return null;
            if (
                file.EndsWith("Fault.cs", StringComparison.Ordinal)
                && file.Contains("Kernel", StringComparison.Ordinal)
            )
                return null;
            var body = text.MemberAt(declared.At);
            var (kind, around) = (
                KindWithin(body),
                CSharpText.SentenceOf(body.Replace("{why}", Hole, StringComparison.Ordinal))
            );
            var (code, detail) = (
                names.IndexOf("CODE"),
                Math.Max(names.IndexOf("DETAIL"), names.IndexOf("WHY"))
            );
            if (declared.Line.Contains("record", StringComparison.Ordinal))
                return new Maker($@"\bnew {declared.Name}\(", code, detail);
            if (declared.Line.Contains("private", StringComparison.Ordinal))
                return new Maker($@"(?<![\w.])(?<!new ){declared.Name}\(", code, detail)
                {
                    File = file,
                    Kind = kind,
                    Around = around.Contains(Hole, StringComparison.Ordinal) ? around : null,
                };
            return new Maker($@"\b{declared.Name}\(", code, detail)
            {
                Type = System.IO.Path.GetFileNameWithoutExtension(file),
                Kind = kind,
            };
        }
    }
}

/// <param name="Sentence">What varies is an ellipsis; empty where it is made elsewhere.</param>
/// <param name="Statuses">Of the answers whose code it is; none for what only stands in a list of errors or
/// warnings.</param>
internal sealed record ProblemCode(string Sentence, int[] Statuses);
