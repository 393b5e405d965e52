using TcpVet.Configs.Text;

namespace TcpVet.Configs.Httpd;

/// <summary>Whether a conditional section counts: httpd decides these while it reads, so that order matters.</summary>
internal sealed class HttpdConditions(HttpdModules modules, HttpdVariables variables, HttpdStart start, Func<string, FileLook> look)
{
    private const string UnknownVersion = "2.4";

    // <If>, <ElseIf> and <Else> are not among them: they are decided for each request.
    private static readonly string[] Known = ["IfModule", "IfDefine", "IfVersion", "IfFile", "IfDirective", "IfSection"];

    /// <summary>True for a section that is read or skipped as a whole.</summary>
    public static bool IsConditional(string section) => Known.Contains(section, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the section's content counts.</summary>
    /// <param name="section">Its name.</param>
    /// <param name="arguments">Its words.</param>
    public bool Hold(string section, IReadOnlyList<string> arguments)
    {
        string argument = arguments.Count > 0 ? arguments[0] : "";
        bool not = argument.StartsWith('!');
        string subject = not ? argument[1..] : argument;
        return section.ToUpperInvariant() switch
        {
            "IFMODULE" => (modules.Has(subject) || modules.NoneNamed) != not,
            "IFDEFINE" => variables.IsDefined(subject) != not,
            "IFFILE" => look(subject) != FileLook.Absent != not,
            "IFVERSION" => Compare(arguments),
            // Whether this httpd has a directive or section is not known here: one that is asked for is mostly there.
            _ => !not,
        };
    }

    // modules/metadata/mod_version.c compare_version: an operator, = when it is absent, and a version of up to three numbers.
    private bool Compare(IReadOnlyList<string> arguments)
    {
        string comparison = arguments.Count > 1 ? arguments[0] : "=";
        string wanted = arguments.Count > 0 ? arguments[^1] : "";
        bool not = comparison.StartsWith('!');
        comparison = not ? comparison[1..] : comparison;
        if (comparison == "~" || wanted.StartsWith('/'))
        {
            // A regular expression: hostile ones can be slow, and nobody writes them for what matters here.
            return !not;
        }

        int order = Order(start.Version ?? UnknownVersion, wanted);
        bool holds = comparison switch
        {
            ">" => order > 0,
            ">=" => order >= 0,
            "<" => order < 0,
            "<=" => order <= 0,
            _ => order == 0,
        };
        return holds != not;
    }

    private static int Order(string running, string wanted)
    {
        int[] left = Numbers(running);
        int[] right = Numbers(wanted);
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i])
            {
                return left[i].CompareTo(right[i]);
            }
        }

        return 0;
    }

    private static int[] Numbers(string version)
    {
        int[] numbers = new int[3];
        string[] parts = version.Split('.', 4);
        for (int i = 0; i < Math.Min(3, parts.Length); i++)
        {
            string digits = string.Concat(parts[i].TakeWhile(char.IsAsciiDigit));
            numbers[i] = int.TryParse(digits, out int number) ? number : 0;
        }

        return numbers;
    }
}
