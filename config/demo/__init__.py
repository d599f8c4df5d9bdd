"""The demo regency: invented people in the real kinds of offices of Kabupaten Merangin. Demo settings only.

Deterministic: the same number of people, the same reference day and the same code make the same regency. It is
built through the product's own actions wherever a person would act, so that it cannot hold an impossible state.
"""
