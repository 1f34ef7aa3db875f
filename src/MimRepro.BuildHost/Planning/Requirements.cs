using System.Linq.Expressions;
using MimRepro.BuildHost.Parameters;

namespace MimRepro.BuildHost.Planning;

/// <summary>Checks what targets require before the first of them runs.</summary>
internal static class Requirements
{
    /// <summary>One message for each requirement that does not hold.</summary>
    public static IEnumerable<string> Violated(NukeBuild build, ParameterCatalog parameters, IEnumerable<ExecutableTarget> scheduled) =>
        from target in scheduled
        from requirement in target.Definition.Requirements
        let message = Check(build, parameters, requirement)
        where message != null
        select $"Target '{target.Name}' {message}";

    private static string? Check(NukeBuild build, ParameterCatalog parameters, LambdaExpression requirement)
    {
        if (requirement is Expression<Func<bool>> condition)
        {
            return condition.Compile(preferInterpretation: true)() ? null : $"requires: {requirement.Body}";
        }

        var body = requirement.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : requirement.Body;
        if (body is not MemberExpression { Member.Name: var name })
        {
            return $"requires '{requirement.Body}', which is neither a condition nor a parameter.";
        }

        var parameter = parameters.OfBuild.Find(candidate => candidate.HasMember(name));
        return parameter is null ? $"requires member '{name}', which is no parameter."
            : parameter.Get(build) is null or "" ? $"needs a value for parameter '{parameter.Dashed}'.\n  Add {parameter.Dashed} <value>, or put it into .nuke/parameters.json."
            : null;
    }
}
