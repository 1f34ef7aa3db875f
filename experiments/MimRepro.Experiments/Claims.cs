using MimRepro.Experiments.Registration;
using MimRepro.Pipeline;
using MimRepro.Results.Claims;

namespace MimRepro.Experiments;

/// <summary>The paper's claims that this version tests, as registered before the first run: docs/decisions/0003.</summary>
public static class Claims
{
    /// <summary>In the order of the fact sheet. C3, C10 and C14 to C17 are not covered yet: docs/paper.md.</summary>
    public static IReadOnlyList<ClaimDefinition> All { get; } =
    [
        AttentionClaims.C1,
        AttentionClaims.C2,
        AttentionClaims.C4,
        AttentionClaims.C5,
        RepresentationClaims.C7,
        FineTuningClaims.C9,
        .. SwinV2Claims.All,
        .. SceneClaims.All,
    ];

    /// <summary>The claims that a graph of these steps can decide.</summary>
    public static IReadOnlyList<ClaimDefinition> Of(IReadOnlyList<Step> steps) => [.. All.Where(claim => ClaimSetting.CanDecide(claim, steps))];
}
